package dev.slipway.cli;

import dev.slipway.image.ImageException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The flags and arguments of one run, from the command line and the environment.
final class Arguments {
  private final ParseResult parsed;
  private final Set<String> names = new HashSet<>();

  /// @param parsed what picocli read; it need not know flags that were not given
  /// @param parameters all that the command takes
  Arguments(ParseResult parsed, List<Parameter> parameters) {
    this.parsed = parsed;
    for (var parameter : parameters) {
      if (parameter instanceof Flag flag) {
        names.addAll(flag.names());
      }
    }
  }

  /// Whether it is the help page that is asked for.
  boolean askForHelp() {
    return parsed.isUsageHelpRequested();
  }

  /// Whether a toggle is on.
  boolean has(String flag) {
    return given(flag).map(OptionSpec::<Boolean>getValue).orElse(false);
  }

  /// The value of a flag that not every command has.
  Optional<String> find(String flag) {
    return given(flag).map(OptionSpec::<String>getValue);
  }

  /// The value of a flag.
  Optional<String> value(String flag) {
    check(flag);
    return find(flag);
  }

  /// The values of a flag that may be given several times, in their order.
  List<String> values(String flag) {
    check(flag);
    return given(flag).map(OptionSpec::<List<String>>getValue).map(List::copyOf).orElse(List.of());
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

  private Optional<OptionSpec> given(String flag) {
    return Optional.ofNullable(parsed.commandSpec().findOption(flag));
  }

  private void check(String flag) {
    if (!names.contains(flag)) {
      throw new IllegalArgumentException("this command has no flag " + flag);
    }
  }
}
