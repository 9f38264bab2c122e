package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;

/// Takes the entries of a new layer, in order.
///
/// Paths come in their depth-first order, each at most once, and every path after all its parent
/// directories, which are entries of the layer too. Of the files that share a link group the first
/// carries the content.
public interface LayerOutput {
  /// Adds or replaces what `path` names.
  ///
  /// @param path where; never the root
  /// @param node what
  /// @param content read once when `node` is the first regular file of its group; else not touched
  /// @throws IOException when the content cannot be read or the layer not written
  void put(TreePath path, Node node, Content content) throws IOException;

  /// Removes what the layers below have at `path`.
  ///
  /// @throws IOException when the layer cannot be written
  void remove(TreePath path) throws IOException;
}
