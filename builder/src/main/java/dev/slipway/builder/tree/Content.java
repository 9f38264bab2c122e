package dev.slipway.builder.tree;

import java.io.IOException;
import java.io.InputStream;

/// The content of a regular file, to be read when it is needed and no earlier.
@FunctionalInterface
public interface Content {
  /// A fresh stream from the first byte; the caller closes it.
  ///
  /// @throws IOException when the content cannot be read
  InputStream open() throws IOException;
}
