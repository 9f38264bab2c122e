package dev.slipway.builder.agent;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// Reads the few kinds of ASN.1 values, in DER, that private keys are made of, one after the other.
///
/// Anything else, and what ends too early, throws IllegalArgumentException.
final class DerReader {
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OCTETS = 0x04;
  private static final int IDENTIFIER = 0x06;
  private static final int SEQUENCE = 0x30;
  private static final int TAGGED = 0xa0;

  private final byte[] bytes;
  private int at;

  DerReader(byte[] bytes) {
    this.bytes = bytes;
  }

  DerReader sequence() {
    return new DerReader(value(SEQUENCE));
  }

  BigInteger integer() {
    return new BigInteger(value(INTEGER));
  }

  byte[] octets() {
    return value(OCTETS);
  }

  /// The bytes of a string of bits without a rest.
  byte[] bits() {
    var value = value(BITS);
    return Arrays.copyOfRange(value, 1, value.length);
  }

  /// What stands next under the tag `number`, if that is there.
  Optional<DerReader> tagged(int number) {
    return at < bytes.length && Byte.toUnsignedInt(bytes[at]) == TAGGED + number
        ? Optional.of(new DerReader(value(TAGGED + number)))
        : Optional.empty();
  }

  /// An object identifier with dots.
  String objectIdentifier() {
    var text = new StringBuilder();
    long number = 0;
    for (byte octet : value(IDENTIFIER)) {
      number = (number << 7) | (octet & 0x7f);
      if (octet >= 0) {
        if (text.isEmpty()) {
          long first = Math.min(number / 40, 2);
          text.append(first).append('.').append(number - 40 * first);
        } else {
          text.append('.').append(number);
        }
        number = 0;
      }
    }
    return text.toString();
  }

  private byte[] value(int tag) {
    if (octet() != tag) {
      throw new IllegalArgumentException("another kind of value than expected");
    }
    int length = octet();
    if (length >= 0x80) {
      int count = length - 0x80;
      length = 0;
      for (int i = 0; i < count && length < 1 << 16; i++) {
        length = (length << 8) | octet();
      }
    }
    if (length > bytes.length - at) {
      throw new IllegalArgumentException("it ends too early");
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int octet() {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("it ends too early");
    }
    return Byte.toUnsignedInt(bytes[at++]);
  }
}
