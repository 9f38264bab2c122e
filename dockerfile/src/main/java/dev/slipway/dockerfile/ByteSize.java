package dev.slipway.dockerfile;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/// Sizes of memory: `1024`, `64m`, `1.5 GiB`. Units count in 1024.
public final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30}) ?([kmgtp]?)(i?b)?");
  private static final String UNITS = "kmgtp";

  private ByteSize() {}

  /// The number of bytes that `text` says.
  ///
  /// Throws IllegalArgumentException for anything else, and for more than a long holds.
  public static long parse(String text) {
    var form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException("invalid size: '%s'".formatted(text));
    }
    int power = form.group(2).isEmpty() ? 0 : UNITS.indexOf(form.group(2)) + 1;
    var digits = form.group(1);
    var number = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    var bytes = number.multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("invalid size: '%s'".formatted(text));
    }
    return bytes.longValue();
  }
}
