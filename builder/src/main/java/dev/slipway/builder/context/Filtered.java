package dev.slipway.builder.context;

import dev.slipway.builder.tree.TreePath;
import java.io.IOException;

/// A tree that leaves out part of what is there.
public interface Filtered {
  /// Whether `path` is there but left out.
  ///
  /// @throws IOException when what holds the tree cannot be read
  boolean leavesOut(TreePath path) throws IOException;
}
