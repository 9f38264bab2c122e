package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;

/// One thing that a source word names, links followed.
sealed interface Match {
  /// A file, or whatever is no directory.
  ///
  /// @param tree where it is
  /// @param from its path there
  /// @param node what it is
  /// @param name what it is called in a directory: as the word says, not as a link's target does
  record File(Tree tree, TreePath from, Node node, Bytes name) implements Match {}

  /// What a directory holds.
  ///
  /// @param tree where it is
  /// @param from its path there
  /// @param metadata the directory's own
  /// @param selector what is taken of it
  /// @param time what becomes of the time of the destination
  record Contents(
      Tree tree, TreePath from, Metadata metadata, SourceWalk.Selector selector, Time time)
      implements Match {}

  /// What becomes of the time of the destination.
  enum Time {
    /// It is that of the directory that was copied.
    TAKEN,
    /// It is that of the build, if anything was put into it.
    LEFT
  }
}
