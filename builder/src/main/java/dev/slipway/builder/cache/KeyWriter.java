package dev.slipway.builder.cache;

import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the fields of a cache key and digests them.
///
/// Every field is its label, its kind and its length before its bytes, so that fields cannot run
/// into each other.
public final class KeyWriter {
  /// The number of the format: a change of what a key holds or of how a step is executed that makes
  /// old results wrong takes the next one.
  private static final int FORMAT = 1;

  // Digested in one go: a hash function is slow to start with small pieces.
  private byte[] fields = new byte[512];
  private int length;

  private KeyWriter(String kind) {
    text("slipway-key", kind);
    number("format", FORMAT);
  }

  /// Begins a key; two keys of different kinds are never equal.
  public static KeyWriter of(String kind) {
    return new KeyWriter(kind);
  }

  /// Adds a text.
  public KeyWriter text(String label, String value) {
    field('t', label, value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Adds a text that may be missing, which is not the same as an empty one.
  public KeyWriter text(String label, Optional<String> value) {
    if (value.isPresent()) {
      return text(label, value.get());
    }
    field('n', label, new byte[0]);
    return this;
  }

  /// Adds bytes.
  public KeyWriter bytes(String label, byte[] value) {
    field('b', label, value);
    return this;
  }

  /// Adds a number.
  public KeyWriter number(String label, long value) {
    header('i', label, Long.BYTES);
    integer((int) (value >>> Integer.SIZE));
    integer((int) value);
    return this;
  }

  /// Adds a digest.
  public KeyWriter digest(String label, Digest value) {
    return text(label, value.toString());
  }

  /// Adds texts in their order.
  public KeyWriter texts(String label, Collection<String> values) {
    number(label, values.size());
    for (var value : values) {
      text(label, value);
    }
    return this;
  }

  /// Adds names with values, whose order does not count.
  public KeyWriter pairs(String label, Map<String, String> values) {
    SortedMap<String, String> sorted = new TreeMap<>(values);
    number(label, sorted.size());
    sorted.forEach((name, value) -> text(name, value));
    return this;
  }

  /// The key.
  public Digest finish() {
    return Digest.of(Arrays.copyOf(fields, length));
  }

  private void field(char kind, String label, byte[] value) {
    header(kind, label, value.length);
    append(value);
  }

  private void header(char kind, String label, int size) {
    var name = label.getBytes(StandardCharsets.UTF_8);
    append((byte) kind);
    integer(name.length);
    integer(size);
    append(name);
  }

  private void integer(int value) {
    append((byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value);
  }

  private void append(byte... bytes) {
    if (fields.length - length < bytes.length) {
      fields = Arrays.copyOf(fields, Math.max(2 * fields.length, length + bytes.length));
    }
    System.arraycopy(bytes, 0, fields, length, bytes.length);
    length += bytes.length;
  }
}
