package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Digests of either algorithm, of bytes and of files.
final class Hashing {
  private Hashing() {}

  static Digest digest(Digest.Algorithm algorithm, byte[] bytes) {
    var hasher = algorithm.hasher();
    hasher.update(bytes);
    return finish(algorithm, hasher);
  }

  static Digest finish(Digest.Algorithm algorithm, MessageDigest hasher) {
    return new Digest(algorithm, HexFormat.of().formatHex(hasher.digest()));
  }

  /// Feeds a whole file to a fresh hasher.
  static MessageDigest read(Digest.Algorithm algorithm, Path file) throws IOException {
    var hasher = algorithm.hasher();
    var buffer = new byte[128 * 1024];
    try (var stream = Files.newInputStream(file)) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        hasher.update(buffer, 0, count);
      }
    }
    return hasher;
  }
}
