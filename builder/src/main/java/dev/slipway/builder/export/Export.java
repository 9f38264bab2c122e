package dev.slipway.builder.export;

import dev.slipway.builder.base.LayerFetch;
import dev.slipway.builder.store.ImageRecord;
import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.RemoteBlob;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.registry.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes the manifest of an image of the local store, and the image readable as a place.
public final class Export {
  private final Store store;
  private final LayerFetch fetch;

  /// Exports from `store`; blobs of base images that are not there come through `fetch`.
  public Export(Store store, LayerFetch fetch) {
    this.store = store;
    this.fetch = fetch;
  }

  /// An image that can be copied.
  ///
  /// @param place where it can be read
  /// @param manifest what is copied
  public record Exported(Place place, Descriptor manifest) {}

  /// Compresses what layers are not yet compressed, and names them all in a manifest; an image that
  /// came with a manifest keeps it, byte by byte.
  ///
  /// @throws dev.slipway.builder.BuildException.MachineFailed when the store cannot be read or
  ///     written
  public Exported prepare(ImageRecord image, Document config) {
    var remote = remote(image);
    var manifest =
        image
            .manifest()
            .map(descriptor -> kept(descriptor, config))
            .orElseGet(() -> made(image, config));
    return new Exported(
        new ImagePlace(store, fetch, manifest, config, remote), manifest.descriptor());
  }

  private static Map<Digest, RemoteBlob> remote(ImageRecord image) {
    Map<Digest, RemoteBlob> remote = new HashMap<>();
    image
        .layers()
        .forEach(layer -> layer.remote().ifPresent(blob -> remote.put(blob.digest(), blob)));
    return remote;
  }

  private Document kept(Descriptor manifest, Document config) {
    var bytes = store.blobs().need(manifest.digest(), "with the ID " + config.digest());
    return new Document(manifest, bytes);
  }

  private Document made(ImageRecord image, Document config) {
    var layers = new ArrayList<Descriptor>();
    var blobs = new LayerBlobs(store).of(made(image));
    for (var layer : image.layers()) {
      if (layer.remote().isPresent()) {
        layers.add(oci(layer.remote().get()));
      } else {
        var blob = Objects.requireNonNull(blobs.get(layer.diffId()), "every layer was compressed");
        layers.add(new Descriptor(MediaType.OCI_LAYER_GZIP, blob.digest(), blob.size()));
      }
    }
    return Manifest.of(config.descriptor(), layers).document();
  }

  private static List<Digest> made(ImageRecord image) {
    return image.layers().stream()
        .filter(layer -> layer.remote().isEmpty())
        .map(LayerRecord::diffId)
        .distinct()
        .toList();
  }

  // The manifest is an OCI one, so that docker's names of the same bytes become OCI's.
  private static Descriptor oci(RemoteBlob blob) {
    var type = MediaType.parse(blob.mediaType());
    var own =
        type.isDocker() && !type.isForeignLayer() ? MediaType.layer(type.compression()) : type;
    return new Descriptor(own, blob.digest(), blob.size());
  }
}
