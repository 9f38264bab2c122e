package dev.slipway.builder.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;

/// A whole file system, as data.
///
/// The root is always a directory. Symbolic links are never followed here: who wants that asks
/// [Symlinks]. Trees may be read by several threads at once.
public interface Tree {
  /// What `path` itself names, or nothing.
  ///
  /// @throws IOException when what holds the tree cannot be read
  Optional<Node> find(TreePath path) throws IOException;

  /// What is directly in `directory`, in order; nothing when it is not a directory.
  ///
  /// @throws IOException when what holds the tree cannot be read
  Iterator<Entry> children(TreePath directory) throws IOException;

  /// All that is below `directory`, in order: each directory right before what it holds; nothing
  /// when it is not a directory.
  ///
  /// The iterator throws [java.io.UncheckedIOException] when what holds the tree cannot be read.
  ///
  /// @throws IOException when what holds the tree cannot be read
  default Iterator<Entry> walk(TreePath directory) throws IOException {
    return new Walk(this, directory);
  }

  /// The content of the regular file at `path`; the caller closes the stream.
  ///
  /// @throws IOException when there is no regular file, or it cannot be read
  InputStream open(TreePath path) throws IOException;
}
