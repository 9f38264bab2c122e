package dev.slipway.builder.context;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The SHA-256 of what a file holds, as four numbers.
///
/// It says what a [Digest] says, without its text: a context has thousands of files, and to make
/// and check so many texts takes longer than to look at the files.
///
/// @param first the first 64 bits, big-endian
/// @param second the next 64 bits
/// @param third the next 64 bits
/// @param fourth the last 64 bits
public record ContentHash(long first, long second, long third, long fourth) {
  private static final int DIGITS = 16;

  /// The hash of all that `stream` still holds; the stream is left open.
  ///
  /// @throws IOException when the stream fails
  public static ContentHash of(InputStream stream) throws IOException {
    return of(Digest.of(stream));
  }

  /// The hash that a SHA-256 hasher has arrived at; resets the hasher.
  public static ContentHash finish(MessageDigest sha256) {
    return of(Digest.finish(sha256));
  }

  private static ContentHash of(Digest digest) {
    var hex = digest.hex();
    return new ContentHash(part(hex, 0), part(hex, 1), part(hex, 2), part(hex, 3));
  }

  private static long part(String hex, int index) {
    return Long.parseUnsignedLong(hex, index * DIGITS, (index + 1) * DIGITS, DIGITS);
  }

  /// The same as a digest.
  public Digest digest() {
    var text = new StringBuilder(4 * DIGITS);
    var hex = HexFormat.of();
    for (long part : new long[] {first, second, third, fourth}) {
      text.append(hex.toHexDigits(part));
    }
    return new Digest(Digest.Algorithm.SHA256, text.toString());
  }
}
