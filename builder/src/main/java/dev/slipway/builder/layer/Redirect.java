package dev.slipway.builder.layer;

import dev.slipway.builder.tree.TreePath;

/// Where a layer's entries below a path belong, because that path is a symbolic link when the layer
/// is put on the layers below it.
///
/// @param from the path as the layer writes it
/// @param to the directory that it leads to
/// @param itself whether the layer's own record for `from` is about `to` as well
record Redirect(TreePath from, TreePath to, boolean itself) {
  /// Whether the layer's record for `path` is moved by this.
  boolean moves(TreePath path) {
    return path.startsWith(from) && (itself || !path.equals(from));
  }
}
