package dev.slipway.builder.plan;

import dev.slipway.dockerfile.QuotedText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Texts as Go's formatting prints them, because that is what the history of an image holds.
final class GoText {
  private GoText() {}

  /// `["a" "b"]`, each item quoted.
  static String quoted(List<String> items) {
    return items.stream().map(QuotedText::of).collect(Collectors.joining(" ", "[", "]"));
  }

  /// `[a b]`.
  static String plain(List<String> items) {
    return String.join(" ", items).transform(text -> "[" + text + "]");
  }

  /// `1h2m3.5s`, as Go prints a duration.
  static String duration(Duration duration) {
    long nanoseconds = duration.toNanos();
    if (nanoseconds == 0) {
      return "0s";
    }
    if (nanoseconds < 1_000_000_000L) {
      return nanoseconds < 1_000L
          ? nanoseconds + "ns"
          : nanoseconds < 1_000_000L
              ? decimal(nanoseconds, 1_000L) + "µs"
              : decimal(nanoseconds, 1_000_000L) + "ms";
    }
    long minutes = nanoseconds / 60_000_000_000L;
    var seconds = decimal(nanoseconds % 60_000_000_000L, 1_000_000_000L) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return minutes < 60
        ? "%dm%s".formatted(minutes, seconds)
        : "%dh%dm%s".formatted(minutes / 60, minutes % 60, seconds);
  }

  private static String decimal(long value, long unit) {
    return BigDecimal.valueOf(value)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
