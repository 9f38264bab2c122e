package dev.slipway.cli;

import dev.slipway.image.ImageException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/// The flags and arguments of one run, from the command line and the environment.
final class Arguments {
  private final ParseResult parsed;

  Arguments(ParseResult parsed) {
    this.parsed = parsed;
  }

  /// Whether a toggle is on.
  boolean has(String flag) {
    var option = parsed.commandSpec().findOption(flag);
    Boolean on = option == null ? null : option.getValue();
    return on != null && on;
  }

  /// The value of a flag that not every command has.
  Optional<String> find(String flag) {
    return parsed.commandSpec().findOption(flag) == null ? Optional.empty() : value(flag);
  }

  /// The value of a flag.
  Optional<String> value(String flag) {
    String value = option(flag).getValue();
    return Optional.ofNullable(value);
  }

  /// The values of a flag that may be given several times, in their order.
  List<String> values(String flag) {
    List<String> values = option(flag).getValue();
    return values == null ? List.of() : List.copyOf(values);
  }

  /// The argument at `index`, where the command may do without.
  Optional<String> find(int index) {
    String value = parsed.commandSpec().positionalParameters().get(index).getValue();
    return Optional.ofNullable(value);
  }

  /// The argument at `index`, which picocli made sure is there.
  String argument(int index) {
    return find(index).orElseThrow();
  }

  /// All arguments from `index` on, where the command takes any number of them.
  List<String> arguments(int index) {
    List<String> values = parsed.commandSpec().positionalParameters().get(index).getValue();
    return values == null ? List.of() : List.copyOf(values);
  }

  /// What `text`, which stands among these arguments, means.
  ///
  /// @param meaning reads it
  /// @throws CommandException.Usage when it means nothing
  <T> T read(String text, Function<String, T> meaning) {
    try {
      return meaning.apply(text);
    } catch (ImageException e) {
      throw new CommandException.Usage(
          "%s: %s".formatted(parsed.commandSpec().name(), e.getMessage()));
    }
  }

  private picocli.CommandLine.Model.OptionSpec option(String flag) {
    var option = parsed.commandSpec().findOption(flag);
    if (option == null) {
      throw new IllegalArgumentException("this command has no flag " + flag);
    }
    return option;
  }
}
