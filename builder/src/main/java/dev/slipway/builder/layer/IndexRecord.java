package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;

/// What one layer says about one path.
sealed interface IndexRecord {
  /// Where.
  TreePath path();

  /// The layer has an entry here.
  ///
  /// @param path where
  /// @param node what; the link group of a regular file counts within the layer only, and is the
  ///     same as `position / 512`
  /// @param position the offset behind the entry's header in the uncompressed tar: of a regular
  ///     file, where its content begins; it grows with the order of the tar
  /// @param opaque whether what the layers below hold in this directory is hidden
  /// @param headers zero for a file whose content lies there whole; of a sparse one, how many bytes
  ///     before the position its headers begin, which tell where the parts belong
  record Present(TreePath path, Node node, long position, boolean opaque, long headers)
      implements IndexRecord {

    /// What the tar holds whole.
    Present(TreePath path, Node node, long position, boolean opaque) {
      this(path, node, position, opaque, 0);
    }
  }

  /// The layer has no entry here, but entries below: a directory, if nothing else is known of it.
  ///
  /// @param path where
  /// @param opaque whether what the layers below hold in this directory is hidden
  record Implied(TreePath path, boolean opaque) implements IndexRecord {}

  /// The layer removes what the layers below have here.
  record Whiteout(TreePath path) implements IndexRecord {}

  /// The layer has a hard link here to a path of which it has no entry itself.
  ///
  /// @param path where
  /// @param metadata what the entry of the link says
  /// @param target the path that is linked to, to be found below
  /// @param position the offset behind the entry's header
  record OutsideLink(TreePath path, Metadata metadata, TreePath target, long position)
      implements IndexRecord {}
}
