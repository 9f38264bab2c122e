package dev.slipway.builder.agent;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes the data types of SSH (RFC 4251, section 5) into bytes.
final class SshWriter {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  SshWriter octet(int value) {
    written.write(value);
    return this;
  }

  SshWriter number(int value) {
    written.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  SshWriter string(byte[] bytes) {
    number(bytes.length);
    written.writeBytes(bytes);
    return this;
  }

  SshWriter text(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  SshWriter integer(BigInteger value) {
    return string(value.signum() == 0 ? new byte[0] : value.toByteArray());
  }

  byte[] bytes() {
    return written.toByteArray();
  }
}
