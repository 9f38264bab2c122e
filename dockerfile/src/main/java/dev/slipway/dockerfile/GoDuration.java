package dev.slipway.dockerfile;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/// Times as HEALTHCHECK writes them, which is Go's notation: `1m30s`, `1.5h`, `500ms`.
public final class GoDuration {
  private static final Map<String, Long> NANOSECONDS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00B5s", 1_000L,
          "\u03BCs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /// The time that `text` says. Only `0` needs no unit.
  ///
  /// Throws IllegalArgumentException, in Go's words, for anything else.
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (text.substring(at).equals("0")) {
      return Duration.ZERO;
    }
    var total = BigDecimal.ZERO;
    if (at == text.length()) {
      throw invalid(text);
    }
    while (at < text.length()) {
      int unitStart = at;
      while (unitStart < text.length() && isNumber(text.charAt(unitStart))) {
        unitStart++;
      }
      int unitEnd = unitStart;
      while (unitEnd < text.length() && !isNumber(text.charAt(unitEnd))) {
        unitEnd++;
      }
      var number = number(text, text.substring(at, unitStart));
      var unit = text.substring(unitStart, unitEnd);
      if (unit.isEmpty()) {
        throw new IllegalArgumentException("time: missing unit in duration \"%s\"".formatted(text));
      }
      var nanoseconds = NANOSECONDS.get(unit);
      if (nanoseconds == null) {
        throw new IllegalArgumentException(
            "time: unknown unit \"%s\" in duration \"%s\"".formatted(unit, text));
      }
      total = total.add(number.multiply(BigDecimal.valueOf(nanoseconds)));
      at = unitEnd;
    }
    if (total.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw invalid(text);
    }
    return Duration.ofNanos(negative ? -total.longValue() : total.longValue());
  }

  /// `duration` in Go's notation: `1m30s`, `0s`, `1.5ms`.
  public static String format(Duration duration) {
    long nanoseconds = duration.toNanos();
    var sign = nanoseconds < 0 ? "-" : "";
    long size = Math.abs(nanoseconds);
    if (size == 0) {
      return "0s";
    }
    if (size < 1_000) {
      return sign + size + "ns";
    }
    if (size < 1_000_000) {
      return sign + plain(size, 3) + "\u00B5s";
    }
    if (size < 1_000_000_000) {
      return sign + plain(size, 6) + "ms";
    }
    long hours = size / 3_600_000_000_000L;
    long minutes = size / 60_000_000_000L % 60;
    var seconds = plain(size % 60_000_000_000L, 9) + "s";
    if (hours > 0) {
      return sign + hours + "h" + minutes + "m" + seconds;
    }
    return sign + (minutes > 0 ? minutes + "m" : "") + seconds;
  }

  private static String plain(long nanoseconds, int scale) {
    var number = BigDecimal.valueOf(nanoseconds, scale);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal number(String text, String digits) {
    if (digits.isEmpty() || digits.equals(".") || digits.indexOf('.') != digits.lastIndexOf('.')) {
      throw invalid(text);
    }
    if (digits.length() > 100) {
      throw invalid(text);
    }
    return new BigDecimal(digits.endsWith(".") ? digits + "0" : "0" + digits);
  }

  private static boolean isNumber(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration \"%s\"".formatted(text));
  }
}
