package dev.slipway.builder.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Immutable bytes: a file name, the target of a symbolic link, the value of an attribute.
///
/// Equal when the bytes are equal; ordered by unsigned bytes.
public final class Bytes implements Comparable<Bytes> {
  /// No bytes at all.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  // Stands for what is not UTF-8, or for itself.
  private static final char REPLACEMENT = '\ufffd';

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /// `content` itself, which nobody changes any more.
  static Bytes sharing(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  /// A copy of `content`.
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /// A copy of the part of `content` from `start` up to `end`, which is left out.
  public static Bytes of(byte[] content, int start, int end) {
    return new Bytes(Arrays.copyOfRange(content, start, end));
  }

  /// The UTF-8 form of `text`.
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// How many bytes there are.
  public int length() {
    return content.length;
  }

  /// The byte at `index`, counted from zero.
  public byte at(int index) {
    return content[index];
  }

  /// Copies the bytes into `target`, from the index `start` on.
  public void copyTo(byte[] target, int start) {
    System.arraycopy(content, 0, target, start, content.length);
  }

  /// A copy of the bytes.
  public byte[] toArray() {
    return content.clone();
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /// The text, when the bytes are UTF-8; else the text with `\xNN` for each byte that is not ASCII.
  @Override
  public String toString() {
    var text = new String(content, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : careful();
  }

  private String careful() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      var text = new StringBuilder();
      for (byte b : content) {
        if (b >= 0) {
          text.append((char) b);
        } else {
          text.append("\\x%02x".formatted(b & 0xff));
        }
      }
      return text.toString();
    }
  }
}
