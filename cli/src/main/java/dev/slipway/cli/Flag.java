package dev.slipway.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/// A flag of a command.
///
/// @param names what it is called: `-f`, `--file`
/// @param value what may follow it
/// @param description what `help` says of it
record Flag(List<String> names, Value value, String description) implements Parameter {
  /// What may follow a flag.
  sealed interface Value {
    /// Nothing, or `=true` or `=false`.
    record Truth() implements Value {}

    /// One value; of several flags the last one counts.
    ///
    /// @param label what it is called
    record One(String label) implements Value {}

    /// A value, or nothing.
    ///
    /// @param label what it is called
    /// @param fallback what the flag means alone
    record Optional(String label, String fallback) implements Value {}

    /// A value; the flag may be given several times.
    ///
    /// @param label what it is called
    record Several(String label) implements Value {}
  }

  /// A flag that is given or not: `--push`, or `--push=false`.
  static Flag toggle(String description, String... names) {
    return new Flag(List.of(names), new Value.Truth(), description);
  }

  /// A flag with a value; the last one counts.
  static Flag value(String label, String description, String... names) {
    return new Flag(List.of(names), new Value.One(label), description);
  }

  /// A flag whose value may be left out, which means `fallback`: `--pull`, or `--pull=missing`.
  static Flag optionalValue(String label, String fallback, String description, String... names) {
    return new Flag(List.of(names), new Value.Optional(label, fallback), description);
  }

  /// A flag with a value that may be given several times.
  static Flag values(String label, String description, String... names) {
    return new Flag(List.of(names), new Value.Several(label), description);
  }

  /// `--plain-http`, the same for every command that speaks to registries.
  static Flag plainHttp() {
    return values(
        "HOST[:PORT]",
        "A registry that speaks http without TLS and is trusted all the same, as those of this"
            + " machine are anyway. May be given several times.",
        "--plain-http");
  }

  /// `--json`, the same for every command that reports.
  static Flag json() {
    return toggle("Print the result as JSON.", "--json");
  }

  @Override
  public OptionSpec model() {
    var model = OptionSpec.builder(names.toArray(String[]::new)).description(description);
    return switch (value) {
      case Value.Truth() -> model.type(boolean.class).converters(Flag::truth).build();
      case Value.One(var label) -> model.type(String.class).paramLabel(label).build();
      case Value.Optional(var label, var fallback) ->
          model.type(String.class).arity("0..1").fallbackValue(fallback).paramLabel(label).build();
      case Value.Several(var label) ->
          model
              .type(List.class)
              .auxiliaryTypes(String.class)
              .splitRegex(FlagVariables.SEPARATOR)
              .splitRegexSynopsisLabel("")
              .paramLabel(label)
              .build();
    };
  }

  private static Boolean truth(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default ->
          throw new TypeConversionException("'%s' is neither true nor false".formatted(word));
    };
  }
}
