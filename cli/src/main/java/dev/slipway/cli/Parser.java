package dev.slipway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
  private static final Flag STACK_TRACE =
      Flag.toggle("On an error, print where in the program it came from.", "--stacktrace");

  private final Verb verb;
  private final Command command;
  private final List<Parameter> parameters;

  Parser(Verb verb, Command command) {
    this.verb = verb;
    this.command = command;
    parameters = new ArrayList<>(command.parameters());
    parameters.add(STACK_TRACE);
  }

  /// What picocli is to know of the command.
  CommandLine commandLine() {
    return commandLine(_ -> true);
  }

  private CommandLine commandLine(Predicate<Flag> wanted) {
    var specification = CommandSpec.create().name("slipway " + verb.word());
    for (var parameter : parameters) {
      if (!(parameter instanceof Flag flag) || wanted.test(flag)) {
        specification.add(parameter.model());
      }
    }
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
    var picocli = new CommandLine(specification);
    picocli.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    picocli.setOverwrittenOptionsAllowed(true);
    picocli.setExpandAtFiles(false);
    return picocli;
  }

  /// What `help` and `--help` print.
  String helpPage() {
    return commandLine().getUsageMessage();
  }

  /// Reads the arguments that follow the verb.
  ///
  /// @throws CommandException.Usage when they are not what the command takes
  Arguments parse(Surroundings surroundings, String... arguments) {
    var mentions = Mentions.of(surroundings, arguments);
    try {
      return new Arguments(
          parse(commandLine(mentions::include), surroundings, arguments), parameters);
    } catch (ParameterException _) {
      // What is wrong can be told by those who know all flags.
      return parseWhole(surroundings, arguments);
    }
  }

  private Arguments parseWhole(Surroundings surroundings, String... arguments) {
    var picocli = commandLine();
    try {
      return new Arguments(parse(picocli, surroundings, arguments), parameters);
    } catch (ParameterException e) {
      throw new CommandException.Usage(
          "slipway %s: %s".formatted(verb.word(), explain(e, picocli.getCommandSpec(), arguments)));
    }
  }

  private static ParseResult parse(
      CommandLine picocli, Surroundings surroundings, String... arguments) {
    picocli.setDefaultValueProvider(new FlagVariables(surroundings));
    var options = picocli.getCommandSpec();
    var plain = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      plain[i] = withFallback(arguments[i], options);
    }
    return picocli.parseArgs(plain);
  }

  /// `--pull` becomes `--pull=always`, because else picocli takes the next argument for its value.
  private static String withFallback(String argument, CommandSpec specification) {
    var option = specification.optionsMap().get(argument);
    if (option == null || option.arity().min() > 0 || option.fallbackValue().isEmpty()) {
      return argument;
    }
    return argument + "=" + option.fallbackValue();
  }

  private String explain(
      ParameterException failure, CommandSpec specification, String... arguments) {
    var help = "`slipway help %s` explains what it takes.".formatted(verb.word());
    var known = specification.optionsMap().keySet();
    var unknown = unknownFlag(known, arguments);
    return switch (failure) {
      // What is missing may be missing because of a flag that is mistyped.
      case MissingParameterException _ when unknown.isPresent() ->
          unmatched(unknown.get(), known, help);
      case UnmatchedArgumentException e -> unmatched(e.getUnmatched().getFirst(), known, help);
      case MissingParameterException e ->
          e.getMissing().stream()
              .map(Parser::name)
              .collect(Collectors.joining(" and ", "", " is missing. " + help));
      default -> failure.getMessage() + ". " + help;
    };
  }

  private static Optional<String> unknownFlag(Collection<String> known, String... arguments) {
    return Arrays.stream(arguments)
        .takeWhile(argument -> !argument.equals("--"))
        .filter(argument -> argument.startsWith("--"))
        .filter(argument -> !known.contains(argument.split("=", 2)[0]))
        .findFirst();
  }

  private String unmatched(String argument, Collection<String> known, String help) {
    if (!argument.startsWith("-")) {
      return "'%s' is one argument too many. %s".formatted(argument, help);
    }
    var flag = argument.split("=", 2)[0];
    var instead = verb == Verb.BUILD ? BuildxFlags.instead(flag) : Optional.<String>empty();
    if (instead.isPresent()) {
      return "there is no flag '%s' as buildx has it: %s".formatted(flag, instead.get());
    }
    return "there is no flag '%s'. %s"
        .formatted(flag, Likeness.advice(flag, new ArrayList<>(known), help));
  }

  private static String name(ArgSpec parameter) {
    return parameter instanceof OptionSpec option
        ? "the value of " + option.longestName()
        : parameter.paramLabel();
  }
}
