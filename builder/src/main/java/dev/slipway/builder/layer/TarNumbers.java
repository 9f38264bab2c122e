package dev.slipway.builder.layer;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// How numbers stand in the header and in the records of a tar.
final class TarNumbers {
  private TarNumbers() {}

  /// A field of a header: octal digits between blanks and NULs, or, when its highest bit is set, a
  /// number of two's complement; nothing when it is neither or does not fit into a `long`.
  static OptionalLong field(byte[] header, int start, int length) {
    return header[start] < 0 ? binary(header, start, length) : octal(header, start, length);
  }

  private static OptionalLong binary(byte[] header, int start, int length) {
    // The highest bit is only a mark; the one below it is the sign.
    boolean negative = (header[start] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = start; i < start + length; i++) {
      int digit = header[i] & 0xff;
      if (i == start) {
        digit = negative ? digit : digit & 0x7f;
      }
      if (value >> 55 != (negative ? -1 : 0)) {
        return OptionalLong.empty();
      }
      value = (value << 8) | digit;
    }
    return OptionalLong.of(value);
  }

  private static OptionalLong octal(byte[] header, int start, int length) {
    int from = start;
    int end = start + length;
    while (from < end && (header[from] == ' ' || header[from] == 0)) {
      from++;
    }
    while (end > from && (header[end - 1] == ' ' || header[end - 1] == 0)) {
      end--;
    }
    long value = 0;
    for (int i = from; i < end; i++) {
      // What follows a NUL does not count.
      if (header[i] == 0) {
        break;
      }
      if (header[i] < '0' || header[i] > '7') {
        return OptionalLong.empty();
      }
      value = (value << 3) | (header[i] - '0');
    }
    return OptionalLong.of(value);
  }

  /// A decimal number of a PAX record; nothing when it is none or does not fit into a `long`.
  static OptionalLong decimal(byte[] text) {
    try {
      return OptionalLong.of(Long.parseLong(new String(text, StandardCharsets.ISO_8859_1)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
