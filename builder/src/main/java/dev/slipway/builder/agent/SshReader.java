package dev.slipway.builder.agent;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads the data types of SSH (RFC 4251, section 5) from bytes.
///
/// What ends too early, or has an impossible length, throws IllegalArgumentException.
final class SshReader {
  private final ByteBuffer rest;

  SshReader(byte[] bytes) {
    rest = ByteBuffer.wrap(bytes);
  }

  byte[] bytes(int count) {
    if (count < 0 || count > rest.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes where %d are left".formatted(count, rest.remaining()));
    }
    var bytes = new byte[count];
    rest.get(bytes);
    return bytes;
  }

  int octet() {
    return Byte.toUnsignedInt(bytes(1)[0]);
  }

  int number() {
    return ByteBuffer.wrap(bytes(4)).getInt();
  }

  byte[] string() {
    return bytes(number());
  }

  String text() {
    return new String(string(), StandardCharsets.UTF_8);
  }

  BigInteger integer() {
    var bytes = string();
    return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
  }
}
