package dev.slipway.builder.context;

import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.Optional;

/// A tree whose files have stamps.
public interface Stamped {
  /// The stamp of the regular file at `path`, as first seen; nothing where its content does not
  /// come from a regular file.
  ///
  /// @throws IOException when the file system cannot be read
  Optional<FileStamp> stamp(TreePath path) throws IOException;

  /// The stamp of the regular file at `path` as it is now; nothing when it is gone.
  ///
  /// @throws IOException when the file system cannot be read
  Optional<FileStamp> stampNow(TreePath path) throws IOException;

  /// Whether a file with `stamp` could have been changed since this tree was made without its stamp
  /// telling.
  boolean isYoung(FileStamp stamp);
}
