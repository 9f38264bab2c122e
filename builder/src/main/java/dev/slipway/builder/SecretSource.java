package dev.slipway.builder;

import dev.slipway.builder.tree.Bytes;
import java.nio.file.Path;

/// Where a secret of a build comes from. Nothing of this prints what the secret is.
public sealed interface SecretSource {
  /// A file, which is read each time that a step asks for the secret.
  ///
  /// @param path the file
  record File(Path path) implements SecretSource {}

  /// The secret itself, as when it came from a variable or through a pipe.
  final class Value implements SecretSource {
    private final Bytes bytes;

    /// A secret of these bytes.
    public Value(Bytes bytes) {
      this.bytes = bytes;
    }

    /// The secret.
    public Bytes bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return "a secret of %d bytes".formatted(bytes.length());
    }
  }
}
