package dev.slipway.builder.context;

import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.List;

/// Knows or finds out the digests of what files hold.
@FunctionalInterface
public interface ContentDigests {
  /// The SHA-256 of each of `files`, regular files of `tree`, in their order.
  ///
  /// @throws IOException when a file cannot be read
  List<Digest> of(Tree tree, List<TreePath> files) throws IOException;
}
