package dev.slipway.builder.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Texts as Go's formatting prints them, because that is what the history of an image holds.
final class GoText {
  private GoText() {}

  /// `["a" "b"]`, each item quoted.
  static String quoted(List<String> items) {
    return items.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
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

  private static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (c) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case 7 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 11 -> quoted.append("\\v");
      default -> {
        if (isPrintable(c)) {
          quoted.appendCodePoint(c);
        } else if (c < 0x80) {
          quoted.append("\\x%02x".formatted(c));
        } else {
          quoted.append(c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
