package dev.slipway.builder.remote;

import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Subtree;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// A directory of a layer of the store as a tree, until it is closed.
///
/// @param layer the layer
/// @param files what lies below the directory
record OpenTree(MergedTree layer, Tree files) implements AutoCloseable {

  /// What lies below `directory` of `layer`.
  ///
  /// @throws IOException when the layer cannot be read
  static OpenTree of(StoredLayer layer, TreePath directory) throws IOException {
    var tree = MergedTree.of(List.of(new LayerFiles(layer.tar(), layer.index())));
    return new OpenTree(tree, Subtree.of(tree, directory));
  }

  @Override
  public void close() {
    try {
      layer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
