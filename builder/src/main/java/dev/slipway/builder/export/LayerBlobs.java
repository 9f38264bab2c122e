package dev.slipway.builder.export;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.compress.Compressor;
import dev.slipway.builder.compress.Packing;
import dev.slipway.builder.store.CompressedLayer;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Compression;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The compressed forms of layers that builds made. A layer is compressed once.
final class LayerBlobs {
  private static final Packing PACKING = Packing.of(Compression.GZIP);
  private static final String WAY = "gzip-" + PACKING.level();

  private final Store store;

  LayerBlobs(Store store) {
    this.store = store;
  }

  /// For each layer the blob, which is in the store.
  Map<Digest, CompressedLayer> of(List<Digest> diffIds) {
    Map<Digest, CompressedLayer> blobs = new HashMap<>();
    try (var compressor = Compressor.with(Runtime.getRuntime().availableProcessors())) {
      diffIds.forEach(diffId -> blobs.put(diffId, blob(diffId, compressor)));
    }
    return blobs;
  }

  private CompressedLayer blob(Digest diffId, Compressor compressor) {
    var layers = store.layers();
    return layers
        .compressed(diffId, WAY)
        .filter(blob -> store.blobs().find(blob.digest()).isPresent())
        .orElseGet(() -> compress(diffId, compressor));
  }

  private CompressedLayer compress(Digest diffId, Compressor compressor) {
    var layer = store.layers().kept(diffId);
    var draft = store.scratch().next("gzip");
    try {
      var written = compressor.compress(layer.tar(), draft, PACKING);
      var blob = new CompressedLayer(written.digest(), written.size());
      store.blobs().adopt(blob.digest(), draft);
      store.layers().remember(diffId, WAY, blob);
      return blob;
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot compress the layer %s: %s".formatted(diffId, Reason.of(e)), e);
    }
  }
}
