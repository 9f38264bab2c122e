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

  /// The content of the regular file at `path`; the caller closes the stream.
  ///
  /// @throws IOException when there is no regular file, or it cannot be read
  InputStream open(TreePath path) throws IOException;
}
