package dev.slipway.builder.context;

import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.List;

/// Knows or finds out what files hold.
@FunctionalInterface
public interface ContentDigests {
  /// The hash of the content of each of `files`, regular files of `tree`, in their order.
  ///
  /// @throws IOException when a file cannot be read
  List<ContentHash> of(Tree tree, List<TreePath> files) throws IOException;
}
