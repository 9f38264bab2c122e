package dev.slipway.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Some bytes that can be read from the beginning as often as need be.
///
/// A transfer that breaks is tried again, so opening twice has to yield the same bytes twice.
@FunctionalInterface
public interface Blob {
  /// Opens the bytes; the caller closes them. Failures of reading may also come unchecked, as
  /// [RegistryException].
  InputStream open() throws IOException;

  /// Repositories in which the same bytes are known to be. A registry may take them from there.
  default List<Repository> origins() {
    return List.of();
  }

  /// The same bytes, known to be in `repositories` too.
  default Blob knownIn(List<Repository> repositories) {
    var copied = List.copyOf(repositories);
    var self = this;
    return new Blob() {
      @Override
      public InputStream open() throws IOException {
        return self.open();
      }

      @Override
      public List<Repository> origins() {
        return copied;
      }
    };
  }

  /// Bytes in memory; they are not copied.
  static Blob of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  /// The bytes of a file.
  static Blob of(Path file) {
    return () -> Files.newInputStream(file);
  }
}
