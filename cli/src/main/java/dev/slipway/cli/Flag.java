package dev.slipway.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/// The kinds of flags and arguments that commands have.
final class Flag {
  private Flag() {}

  /// A flag that is given or not: `--push`, or `--push=false`.
  static OptionSpec toggle(String description, String... names) {
    return OptionSpec.builder(names)
        .type(boolean.class)
        .converters(Flag::truth)
        .description(description)
        .build();
  }

  private static Boolean truth(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default ->
          throw new TypeConversionException("'%s' is neither true nor false".formatted(word));
    };
  }

  /// A flag with a value; the last one counts.
  static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /// A flag whose value may be left out, which means `fallback`: `--pull`, or `--pull=missing`.
  static OptionSpec optionalValue(
      String label, String fallback, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("0..1")
        .fallbackValue(fallback)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /// A flag with a value that may be given several times.
  static OptionSpec values(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .splitRegex(FlagVariables.SEPARATOR)
        .splitRegexSynopsisLabel("")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /// An argument that must be there.
  static ArgSpec required(int index, String label, String description) {
    return positional(index, "1", label, description);
  }

  /// An argument that may be left out.
  static ArgSpec optional(int index, String label, String description) {
    return positional(index, "0..1", label, description);
  }

  /// All arguments, any number of them.
  static ArgSpec several(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static ArgSpec positional(int index, String arity, String label, String description) {
    return PositionalParamSpec.builder()
        .index(String.valueOf(index))
        .arity(arity)
        .required(arity.equals("1"))
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /// `--plain-http`, the same for every command that speaks to registries.
  static OptionSpec plainHttp() {
    return values(
        "HOST[:PORT]",
        "A registry that speaks http without TLS and is trusted all the same, as those of this"
            + " machine are anyway. May be given several times.",
        "--plain-http");
  }

  /// `--json`, the same for every command that reports.
  static OptionSpec json() {
    return toggle("Print the result as JSON.", "--json");
  }
}
