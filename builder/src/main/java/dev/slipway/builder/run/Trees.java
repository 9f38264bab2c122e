package dev.slipway.builder.run;

import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Tree;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The file systems that chains of layers make, each put together once and open until the end.
final class Trees implements AutoCloseable {
  private final LayerSupply supply;
  private final Map<List<Digest>, MergedTree> open = new HashMap<>();

  Trees(LayerSupply supply) {
    this.supply = supply;
  }

  /// The layers of `chain`, brought here.
  List<StoredLayer> layers(Chain chain) {
    return chain.layers().stream().map(layer -> supply.layer(layer.record())).toList();
  }

  /// The file system of `chain`, whose layers are brought here.
  Tree of(Chain chain) throws IOException {
    var files =
        layers(chain).stream().map(layer -> new LayerFiles(layer.tar(), layer.index())).toList();
    synchronized (open) {
      var known = open.get(chain.diffIds());
      if (known != null) {
        return known;
      }
      var tree = MergedTree.of(files);
      open.put(chain.diffIds(), tree);
      return tree;
    }
  }

  @Override
  public void close() {
    synchronized (open) {
      open.values().forEach(Trees::close);
    }
  }

  private static void close(MergedTree tree) {
    try {
      tree.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
