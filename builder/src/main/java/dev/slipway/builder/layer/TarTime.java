package dev.slipway.builder.layer;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A time as a PAX record says it: decimal seconds since 1970, perhaps negative, perhaps with a
/// fraction.
record TarTime(long seconds, int nanoseconds) {
  private static final int BILLION = 1_000_000_000;

  /// The time that `text` says; nothing when it is none.
  static Optional<TarTime> parse(byte[] text) {
    var value = new String(text, StandardCharsets.ISO_8859_1);
    int point = value.indexOf('.');
    var whole = point < 0 ? value : value.substring(0, point);
    var fraction = point < 0 ? "" : value.substring(point + 1);
    if (!fraction.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    try {
      long seconds = whole.isEmpty() || whole.equals("-") ? 0 : Long.parseLong(whole);
      int nanoseconds = Integer.parseInt((fraction + "000000000").substring(0, 9));
      // The fraction counts away from zero, nanoseconds always towards the future.
      boolean borrow = whole.startsWith("-") && nanoseconds > 0 && seconds > Long.MIN_VALUE;
      return Optional.of(
          borrow
              ? new TarTime(seconds - 1, BILLION - nanoseconds)
              : new TarTime(seconds, nanoseconds));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
