package dev.slipway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reads the arguments of one command, and knows its help page.
final class Parser {
  private static final int HELP_WIDTH = 100;

  private final Verb verb;
  private final CommandLine picocli;

  Parser(Verb verb, Command command) {
    this.verb = verb;
    var specification = CommandSpec.create().name("slipway " + verb.word());
    command.parameters().forEach(specification::add);
    specification.addOption(
        OptionSpec.builder("--stacktrace")
            .type(boolean.class)
            .description("On an error, print where in the program it came from.")
            .build());
    specification.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("Show this page.")
            .build());
    specification
        .usageMessage()
        .description(command.description().toArray(String[]::new))
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .width(HELP_WIDTH)
        .parameterListHeading("%n")
        .optionListHeading("%n");
    picocli = new CommandLine(specification);
    picocli.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    picocli.setOverwrittenOptionsAllowed(true);
    picocli.setExpandAtFiles(false);
  }

  /// What picocli knows of the command.
  CommandLine commandLine() {
    return picocli;
  }

  /// What `help` and `--help` print.
  String helpPage() {
    return picocli.getUsageMessage();
  }

  /// Reads the arguments that follow the verb.
  ///
  /// @throws CommandException.Usage when they are not what the command takes
  ParseResult parse(Surroundings surroundings, String... arguments) {
    picocli.setDefaultValueProvider(new FlagVariables(surroundings));
    try {
      return picocli.parseArgs(
          Arrays.stream(arguments).map(this::withFallback).toArray(String[]::new));
    } catch (ParameterException e) {
      throw new CommandException.Usage(
          "slipway %s: %s".formatted(verb.word(), explain(e, arguments)));
    }
  }

  /// `--pull` becomes `--pull=always`, because else picocli takes the next argument for its value.
  private String withFallback(String argument) {
    var option = picocli.getCommandSpec().optionsMap().get(argument);
    if (option == null || option.arity().min() > 0 || option.fallbackValue().isEmpty()) {
      return argument;
    }
    return argument + "=" + option.fallbackValue();
  }

  private String explain(ParameterException failure, String... arguments) {
    var help = "`slipway help %s` explains what it takes.".formatted(verb.word());
    return switch (failure) {
      // What is missing may be missing because of a flag that is mistyped.
      case MissingParameterException _ when unknownFlag(arguments).isPresent() ->
          unmatched(unknownFlag(arguments).get(), help);
      case UnmatchedArgumentException e -> unmatched(e.getUnmatched().getFirst(), help);
      case MissingParameterException e ->
          e.getMissing().stream()
              .map(Parser::name)
              .collect(Collectors.joining(" and ", "", " is missing. " + help));
      default -> failure.getMessage() + ". " + help;
    };
  }

  private Optional<String> unknownFlag(String... arguments) {
    var known = picocli.getCommandSpec().optionsMap();
    return Arrays.stream(arguments)
        .takeWhile(argument -> !argument.equals("--"))
        .filter(argument -> argument.startsWith("--"))
        .filter(argument -> !known.containsKey(argument.split("=", 2)[0]))
        .findFirst();
  }

  private String unmatched(String argument, String help) {
    if (!argument.startsWith("-")) {
      return "'%s' is one argument too many. %s".formatted(argument, help);
    }
    var flag = argument.split("=", 2)[0];
    var instead = verb == Verb.BUILD ? BuildxFlags.instead(flag) : Optional.<String>empty();
    if (instead.isPresent()) {
      return "there is no flag '%s' as buildx has it: %s".formatted(flag, instead.get());
    }
    var known = new ArrayList<>(picocli.getCommandSpec().optionsMap().keySet());
    return "there is no flag '%s'. %s".formatted(flag, Likeness.advice(flag, known, help));
  }

  private static String name(ArgSpec parameter) {
    return parameter instanceof OptionSpec option
        ? "the value of " + option.longestName()
        : parameter.paramLabel();
  }
}
