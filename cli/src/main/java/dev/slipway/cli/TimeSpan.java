package dev.slipway.cli;

import java.time.Duration;
import java.util.Optional;

/// Times as people write them: `90s`, `10m`, `1h30m`, `7d`.
final class TimeSpan {
  private static final int MOST_DIGITS = 9;

  private TimeSpan() {}

  /// What `text` says; nothing when it is no such time.
  static Optional<Duration> parse(String text) {
    var sum = Duration.ZERO;
    int from = 0;
    while (from < text.length()) {
      int unit = from;
      while (unit < text.length() && text.charAt(unit) >= '0' && text.charAt(unit) <= '9') {
        unit++;
      }
      if (unit == from || unit - from > MOST_DIGITS || unit == text.length()) {
        return Optional.empty();
      }
      long count = Long.parseLong(text, from, unit, 10);
      switch (text.charAt(unit)) {
        case 's' -> sum = sum.plusSeconds(count);
        case 'm' -> sum = sum.plusMinutes(count);
        case 'h' -> sum = sum.plusHours(count);
        case 'd' -> sum = sum.plusDays(count);
        default -> {
          return Optional.empty();
        }
      }
      from = unit + 1;
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(sum);
  }
}
