package dev.slipway.builder.layer;

import java.util.Arrays;

/// Bytes being put together; never shrinks, so that one serves for many records.
final class GrowingBuffer {
  private byte[] content;
  private int length;

  GrowingBuffer(int capacity) {
    content = new byte[capacity];
  }

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  /// The bytes themselves, of which the first `length()` count; valid until the next change.
  byte[] content() {
    return content;
  }

  void oneByte(int value) {
    room(1);
    content[length++] = (byte) value;
  }

  void fourBytes(int value) {
    room(4);
    content[length++] = (byte) (value >>> 24);
    content[length++] = (byte) (value >>> 16);
    content[length++] = (byte) (value >>> 8);
    content[length++] = (byte) value;
  }

  void variable(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      content[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    content[length++] = (byte) rest;
  }

  void bytes(byte[] value) {
    bytes(value, 0, value.length);
  }

  void bytes(byte[] value, int start, int count) {
    room(count);
    System.arraycopy(value, start, content, length, count);
    length += count;
  }

  private void room(int count) {
    if (content.length - length < count) {
      content = Arrays.copyOf(content, Math.max(content.length * 2, length + count));
    }
  }
}
