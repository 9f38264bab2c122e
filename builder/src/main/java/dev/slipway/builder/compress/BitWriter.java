package dev.slipway.builder.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bits on their way into bytes, the lowest first, as deflate wants them.
final class BitWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;
  private long pending;
  private int count;

  BitWriter(int capacity) {
    bytes = new byte[capacity + Long.BYTES];
  }

  /// Makes room for `more` bytes, beyond which nothing may be put.
  void reserve(int more) {
    int wanted = length + more + 2 * Long.BYTES;
    if (bytes.length < wanted) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
  }

  /// Appends the lowest `bits` of `value`, at most 32, which has none above them.
  void put(long value, int bits) {
    pending |= value << count;
    count += bits;
    if (count >= 32) {
      LONGS.set(bytes, length, pending);
      length += 4;
      pending >>>= 32;
      count -= 32;
    }
  }

  /// Fills up to the next byte with zeros.
  void align() {
    put(0, -count & 7);
    LONGS.set(bytes, length, pending);
    length += count >>> 3;
    pending = 0;
    count = 0;
  }

  /// Appends whole bytes; the last bits were aligned.
  void put(byte[] source, int start, int many) {
    System.arraycopy(source, start, bytes, length, many);
    length += many;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
