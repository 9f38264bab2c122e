package dev.slipway.dockerfile;

import dev.slipway.dockerfile.FlagSet.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// HEALTHCHECK.
final class HealthCheckReader {
  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Map<String, Kind> HEALTHCHECK_FLAGS =
      Map.of(
          "interval", Kind.TEXT,
          "timeout", Kind.TEXT,
          "start-period", Kind.TEXT,
          "start-interval", Kind.TEXT,
          "retries", Kind.TEXT);

  private final Draft draft;

  HealthCheckReader(Draft draft) {
    this.draft = draft;
  }

  Instruction healthCheck() {
    return switch (draft.statement().arguments()) {
      case Arguments.Test(var kind, var command) -> healthCheck(kind, command);
      case Arguments.Words _, Arguments.Pairs _, Arguments.Trigger _ ->
          throw draft.none("HEALTHCHECK");
    };
  }

  private Instruction healthCheck(Word kind, Arguments.Words command) {
    var upper = kind.text().toUpperCase(Locale.ROOT);
    if (upper.equals("NONE")) {
      if (!command.words().isEmpty()) {
        throw draft.invalid(draft.arguments(), "HEALTHCHECK NONE takes no arguments");
      }
      return new Instruction.HealthCheck(
          draft.origin(),
          Optional.empty(),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          OptionalInt.empty());
    }
    var flags = draft.flags(HEALTHCHECK_FLAGS);
    if (!upper.equals("CMD")) {
      throw draft.missingContinuation(
          draft.invalid(
              kind.span(), "Unknown type \"%s\" in HEALTHCHECK (try CMD)".formatted(upper)));
    }
    if (command.words().isEmpty()) {
      throw draft.invalid(kind.span(), "Missing command after HEALTHCHECK CMD");
    }
    return new Instruction.HealthCheck(
        draft.origin(),
        Optional.of(draft.command(command)),
        time(flags, "interval"),
        time(flags, "timeout"),
        time(flags, "start-period"),
        time(flags, "start-interval"),
        retries(flags));
  }

  private Duration time(FlagSet flags, String name) {
    var word = flags.text(name).filter(text -> !text.text().isEmpty());
    if (word.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      var time = GoDuration.parse(word.get().text());
      if (!time.isZero() && time.compareTo(Duration.ofMillis(1)) < 0) {
        throw draft.invalid(
            word.get().span(), "Interval \"%s\" cannot be less than 1ms".formatted(name));
      }
      return time;
    } catch (IllegalArgumentException e) {
      throw draft
          .invalid(word.get().span(), String.valueOf(e.getMessage()))
          .advising("Write a time such as 30s, 1m30s or 500ms.");
    }
  }

  private OptionalInt retries(FlagSet flags) {
    var word = flags.text("retries").filter(text -> !text.text().isEmpty());
    if (word.isEmpty()) {
      return OptionalInt.empty();
    }
    var text = word.get().text();
    if (!DIGITS.matcher(text).matches() || Math.abs(Long.parseLong(text)) > Integer.MAX_VALUE) {
      throw draft.invalid(word.get().span(), "--retries is not a number: " + text);
    }
    if (Long.parseLong(text) < 0) {
      throw draft.invalid(
          word.get().span(), "--retries cannot be negative (%s)".formatted(Long.parseLong(text)));
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
