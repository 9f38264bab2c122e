package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
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

  private final List<Flag> flags = new ArrayList<>();

  /// A flag with its value, which has the place of the whole.
  private record Flag(String name, Word value) {}

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
    for (var flag : flags) {
      if (flag.name().equals(name)) {
        return Optional.of(flag.value());
      }
    }
    return Optional.empty();
  }

  List<Word> texts(String name) {
    var texts = new ArrayList<Word>();
    for (var flag : flags) {
      if (flag.name().equals(name)) {
        texts.add(flag.value());
      }
    }
    return texts;
  }

  Optional<Boolean> bool(String name) {
    return text(name).map(word -> !word.text().equalsIgnoreCase("false"));
  }

  private void add(Word flag, Map<String, Kind> known, Source source) {
    int equals = flag.text().indexOf('=');
    var shown = equals < 0 ? flag.text() : flag.text().substring(0, equals);
    var value = equals < 0 ? "" : flag.text().substring(equals + 1);
    var name = shown.substring(Math.min(FlagReader.DASHES.length(), shown.length()));
    var kind = known.get(name);
    if (kind == null) {
      throw unknown(flag, Suggestion.of(name, sorted(known)), source, shown);
    }
    if (kind != Kind.TEXTS && text(name).isPresent()) {
      throw Invalid.of(source, flag.span(), "duplicate flag specified: " + shown);
    }
    if (kind == Kind.BOOLEAN ? equals >= 0 && value.isEmpty() : equals < 0) {
      throw Invalid.of(source, flag.span(), "missing a value on flag: " + shown);
    }
    if (kind == Kind.BOOLEAN) {
      checkIsBoolean(value, flag, shown, source);
    }
    flags.add(new Flag(name, new Word(value, flag.span())));
  }

  private static Invalid unknown(Word flag, Optional<String> near, Source source, String shown) {
    return Invalid.of(source, flag.span(), "unknown flag: " + shown + Suggestion.phrase(near));
  }

  private static void checkIsBoolean(String value, Word flag, String shown, Source source) {
    var lower = value.toLowerCase(Locale.ROOT);
    if (!lower.isEmpty() && !lower.equals("true") && !lower.equals("false")) {
      throw Invalid.of(
          source,
          flag.span(),
          "expecting boolean value for flag %s, not: %s".formatted(shown, value));
    }
  }

  private static List<String> sorted(Map<String, Kind> known) {
    return known.keySet().stream().sorted().toList();
  }
}
