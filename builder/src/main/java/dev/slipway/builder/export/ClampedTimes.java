package dev.slipway.builder.export;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.layer.Change;
import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.run.NewLayer;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Steps;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Layers once more, with no file younger than a given time. A layer is written again once.
///
/// @param store where the layers are, and where the new ones come
/// @param latest the time that younger files get
public record ClampedTimes(Store store, Instant latest) {

  /// The layer with the content of the layer `diffId`, which a build made.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be read or written
  public Digest of(Digest diffId) {
    var key =
        KeyWriter.of("clamped times")
            .digest("layer", diffId)
            .number("latest", latest.getEpochSecond())
            .finish();
    var known = store.steps().find(key).map(chain -> chain.getFirst().diffId());
    if (known.isPresent() && store.layers().find(known.get()).isPresent()) {
      return known.get();
    }
    var layer = store.layers().kept(diffId);
    var written = write(layer);
    store.steps().remember(key, List.of(new Steps.Made(written, Optional.of(latest))));
    return written;
  }

  private Digest write(StoredLayer layer) {
    try (var tree = MergedTree.of(List.of(new LayerFiles(layer.tar(), layer.index())))) {
      return NewLayer.write(
          store,
          output -> {
            for (var changes = tree.changes(); changes.hasNext(); ) {
              put(changes.next(), tree, output);
            }
          });
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot set the times of the files in the layer %s: %s"
              .formatted(layer.diffId(), Reason.of(e)),
          e);
    }
  }

  // What a build writes has no opaque directories.
  private void put(Change change, MergedTree tree, LayerOutput output) throws IOException {
    switch (change) {
      case Change.Put(var path, var node) -> output.put(path, clamped(node), () -> tree.open(path));
      case Change.PutOpaque(var path, var directory) ->
          output.put(path, clamped(directory), () -> tree.open(path));
      case Change.Remove(var path) -> output.remove(path);
    }
  }

  private Node clamped(Node node) {
    return node.with(clamped(node.metadata()));
  }

  private Metadata clamped(Metadata metadata) {
    var time = Instant.ofEpochSecond(metadata.seconds(), metadata.nanoseconds());
    return time.isAfter(latest)
        ? metadata.withTime(latest.getEpochSecond(), latest.getNano())
        : metadata;
  }
}
