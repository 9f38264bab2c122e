package dev.slipway.builder.copy;

import dev.slipway.builder.context.ContentHash;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Digests parts one after another: bytes with their length before them, and numbers, so that no
/// two different lists of parts of the same kinds have the same bytes.
final class PartDigest {
  private static final int CHUNK = 16 * 1024;

  private final MessageDigest hasher = Digest.Algorithm.SHA256.hasher();
  // A hash function is slow to take many small pieces.
  private final byte[] pending = new byte[CHUNK];
  private int length;

  /// Adds bytes.
  void bytes(Bytes part) {
    number(part.length());
    if (part.length() > CHUNK) {
      flush();
      hasher.update(part.toArray());
    } else {
      reserve(part.length());
      part.copyTo(pending, length);
      length += part.length();
    }
  }

  /// Adds a text, in UTF-8.
  void text(String part) {
    bytes(Bytes.of(part.getBytes(StandardCharsets.UTF_8)));
  }

  /// Adds what a file holds.
  void hash(ContentHash part) {
    number(part.first());
    number(part.second());
    number(part.third());
    number(part.fourth());
  }

  /// Adds a number of 32 bits.
  void number(int value) {
    reserve(Integer.BYTES);
    pending[length] = (byte) (value >>> 24);
    pending[length + 1] = (byte) (value >>> 16);
    pending[length + 2] = (byte) (value >>> 8);
    pending[length + 3] = (byte) value;
    length += Integer.BYTES;
  }

  /// Adds a number of 64 bits.
  void number(long value) {
    number((int) (value >>> Integer.SIZE));
    number((int) value);
  }

  private void reserve(int count) {
    if (count > CHUNK - length) {
      flush();
    }
  }

  private void flush() {
    hasher.update(pending, 0, length);
    length = 0;
  }

  /// The digest of all parts; nothing may be added after this.
  Digest finish() {
    flush();
    return Digest.finish(hasher);
  }
}
