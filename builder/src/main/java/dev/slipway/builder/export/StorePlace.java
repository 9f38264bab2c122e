package dev.slipway.builder.export;

import dev.slipway.builder.BuildException;
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
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Place;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The local store as a place to copy images from and to.
///
/// Its tags are whole names, such as `alpine:3`. An image here is for one platform, so that an
/// index is not taken; a manifest is kept as it came. What a build made has a manifest only when
/// somebody asks for it, which compresses its layers.
public final class StorePlace implements Place {
  private final Store store;
  private final LayerFetch fetch;
  private final Clock clock;
  private final List<Place> asked = new CopyOnWriteArrayList<>();
  private final Map<Digest, Repository> origins = new ConcurrentHashMap<>();

  /// The place that `store` is.
  ///
  /// @param fetch brings blobs of base images that are not in the store
  /// @param clock tells when an image got its name
  public StorePlace(Store store, LayerFetch fetch, Clock clock) {
    this.store = store;
    this.fetch = fetch;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "the local store";
  }

  // A manifest may be here as that of a base image, without the layers, which are asked for then.
  @Override
  public boolean exists(Descriptor content) {
    return asked.stream().anyMatch(image -> image.exists(content))
        || (!content.mediaType().isManifest() && store.blobs().find(content.digest()).isPresent());
  }

  @Override
  public InputStream fetch(Descriptor content) {
    for (var image : asked) {
      if (image.exists(content)) {
        return image.fetch(content);
      }
    }
    var file = store.blobs().find(content.digest());
    if (file.isEmpty()) {
      throw new RegistryException.NotFound(
          "read %s from the local store: it is not there".formatted(content.digest()));
    }
    try {
      return Files.newInputStream(file.get());
    } catch (IOException e) {
      throw RegistryException.DiskFailed.of(
          "read %s from the local store".formatted(content.digest()), e);
    }
  }

  @Override
  public List<Repository> origins(Descriptor content) {
    return asked.stream()
        .filter(image -> image.exists(content))
        .map(image -> image.origins(content))
        .findFirst()
        .orElse(List.of());
  }

  @Override
  public Descriptor resolve(String name) {
    var reference = Reference.parse(name);
    var record =
        store
            .images()
            .find(reference)
            .orElseThrow(() -> new RegistryException.NotFound(store.images().absence(reference)));
    var bytes = store.blobs().need(record.config(), reference.familiar());
    var image = new Export(store, fetch).prepare(record, Document.of(MediaType.OCI_CONFIG, bytes));
    asked.add(image.place());
    return image.manifest();
  }

  @Override
  public List<String> tags() {
    return store.images().names().stream().map(Reference::familiar).toList();
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (content.mediaType().isIndex()) {
      throw refused(content.digest(), "an image there is for one platform: choose one");
    }
    blob.origins().stream()
        .findFirst()
        .ifPresent(repository -> origins.put(content.digest(), repository));
    if (store.blobs().find(content.digest()).isPresent()) {
      return Arrival.PRESENT;
    }
    try (var bytes = blob.open()) {
      store.blobs().put(content.digest(), content.size(), bytes);
      return Arrival.SENT;
    } catch (BuildException.Malformed e) {
      throw refused(content.digest(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw RegistryException.DiskFailed.of(
          "write %s to the local store".formatted(content.digest()), e);
    }
  }

  @Override
  public void tag(Document document, String name) {
    var manifest = document.manifest();
    var config = manifest.config();
    if (!config.mediaType().isConfig()) {
      throw refused(
          document.digest(),
          "it is no image of a container, but has a config of the type %s; a layout takes it: oci:DIR"
              .formatted(config.mediaType()));
    }
    var reference = Reference.parse(name);
    var record =
        new ImageRecord(
            config.digest(),
            clock.instant(),
            Optional.of(document.descriptor().plain()),
            layers(manifest, reference));
    store.images().name(reference, record);
  }

  private List<LayerRecord> layers(Manifest manifest, Reference name) {
    var config =
        Document.of(
                MediaType.OCI_CONFIG,
                store.blobs().need(manifest.config().digest(), name.familiar()))
            .config();
    var blobs = manifest.layers();
    if (config.diffIds().size() != blobs.size()) {
      throw new RegistryException.Malformed(
          "keep %s in the local store: its manifest lists %d layers and its config %d; it is broken"
              .formatted(name.familiar(), blobs.size(), config.diffIds().size()));
    }
    var layers = new ArrayList<LayerRecord>();
    for (int i = 0; i < blobs.size(); i++) {
      layers.add(new LayerRecord(config.diffIds().get(i), Optional.of(remote(blobs.get(i), name))));
    }
    return layers;
  }

  private RemoteBlob remote(Descriptor layer, Reference name) {
    var origin = origins.get(layer.digest());
    return new RemoteBlob(
        layer.mediaType().toString(),
        layer.digest(),
        layer.size(),
        origin == null ? "store:" + name.familiar() : origin.toString());
  }

  private static RegistryException refused(Digest content, String why) {
    return new RegistryException.Refused(
        "write %s to the local store: %s".formatted(content, why), 0, List.of());
  }
}
