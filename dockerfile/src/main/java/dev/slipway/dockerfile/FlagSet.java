package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The flags of one instruction, checked against those that it knows.
final class FlagSet {

  /// What a flag takes.
  enum Kind {
    BOOLEAN,
    TEXT,
    TEXTS
  }

  private static final FlagSet NONE = new FlagSet();

  private final Map<String, List<Word>> values = new LinkedHashMap<>();

  private FlagSet() {}

  /// Reads the flags of `statement`; `known` says what there is.
  ///
  /// Throws [Invalid] at the flag that is unknown, repeated, or has the wrong kind of value.
  static FlagSet of(Statement statement, Map<String, Kind> known) {
    if (statement.flags().isEmpty()) {
      return NONE;
    }
    var set = new FlagSet();
    for (var flag : statement.flags()) {
      set.add(flag, known, statement.line().source());
    }
    return set;
  }

  Optional<Word> text(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  List<Word> texts(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<Boolean> bool(String name) {
    return text(name).map(word -> !word.text().equalsIgnoreCase("false"));
  }

  private void add(Word flag, Map<String, Kind> known, Source source) {
    int equals = flag.text().indexOf('=');
    var shown = equals < 0 ? flag.text() : flag.text().substring(0, equals);
    var name = shown.substring(Math.min(2, shown.length()));
    var kind = known.get(name);
    if (kind == null) {
      throw Invalid.of(
          source,
          flag.span(),
          "unknown flag: " + shown + Suggestion.phrase(Suggestion.of(name, sorted(known))));
    }
    if (values.containsKey(name) && kind != Kind.TEXTS) {
      throw Invalid.of(source, flag.span(), "duplicate flag specified: " + shown);
    }
    var value = equals < 0 ? "" : flag.text().substring(equals + 1);
    if (kind == Kind.BOOLEAN ? equals >= 0 && value.isEmpty() : equals < 0) {
      throw Invalid.of(source, flag.span(), "missing a value on flag: " + shown);
    }
    var lower = value.toLowerCase(Locale.ROOT);
    if (kind == Kind.BOOLEAN
        && !(lower.isEmpty() || lower.equals("true") || lower.equals("false"))) {
      throw Invalid.of(
          source,
          flag.span(),
          "expecting boolean value for flag %s, not: %s".formatted(shown, value));
    }
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Word(value, flag.span()));
  }

  private static List<String> sorted(Map<String, Kind> known) {
    return known.keySet().stream().sorted().toList();
  }
}
