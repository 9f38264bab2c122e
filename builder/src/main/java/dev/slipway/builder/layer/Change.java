package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;

/// One thing that a layer does to the tree below it.
public sealed interface Change {
  /// Where, with all symbolic links among the parents followed.
  TreePath path();

  /// The layer adds or replaces what `path` names.
  ///
  /// What is not a directory replaces whatever was there. A directory replaces all but a directory,
  /// of which it keeps the content and replaces the metadata.
  ///
  /// @param path where; the root too
  /// @param node what
  record Put(TreePath path, Node node) implements Change {}

  /// The layer has a directory at `path`, and nothing of what the layers below have in it remains.
  ///
  /// @param path where; the root too
  /// @param node the directory
  record PutOpaque(TreePath path, Node.Directory node) implements Change {}

  /// The layer removes what the layers below have at `path`, if they have something there.
  ///
  /// @param path where
  record Remove(TreePath path) implements Change {}
}
