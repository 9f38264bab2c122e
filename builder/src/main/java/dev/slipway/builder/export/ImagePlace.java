package dev.slipway.builder.export;

import dev.slipway.builder.base.LayerFetch;
import dev.slipway.builder.store.RemoteBlob;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// One image of the local store, as a place to copy from. Nothing can be written to it.
///
/// Layers of a base image that never came here are read from where the base image is, so that
/// pushing beside it moves none of their bytes.
final class ImagePlace implements Place {
  private final Store store;
  private final LayerFetch fetch;
  private final Document manifest;
  private final Document config;
  private final Map<Digest, RemoteBlob> remote;

  /// @param remote the blobs that came with a base image
  ImagePlace(
      Store store,
      LayerFetch fetch,
      Document manifest,
      Document config,
      Map<Digest, RemoteBlob> remote) {
    this.store = store;
    this.fetch = fetch;
    this.manifest = manifest;
    this.config = config;
    this.remote = Map.copyOf(remote);
  }

  @Override
  public String name() {
    return "the local store";
  }

  @Override
  public boolean exists(Descriptor content) {
    return content.digest().equals(manifest.digest())
        || content.digest().equals(config.digest())
        || remote.containsKey(content.digest())
        || store.blobs().find(content.digest()).isPresent();
  }

  @Override
  public InputStream fetch(Descriptor content) {
    if (content.digest().equals(manifest.digest())) {
      return new ByteArrayInputStream(manifest.bytes());
    }
    if (content.digest().equals(config.digest())) {
      return new ByteArrayInputStream(config.bytes());
    }
    var file = store.blobs().find(content.digest());
    if (file.isPresent()) {
      try {
        return Files.newInputStream(file.get());
      } catch (IOException e) {
        throw RegistryException.DiskFailed.of(
            "read %s from the local store".formatted(content.digest()), e);
      }
    }
    var blob = remote.get(content.digest());
    if (blob == null) {
      throw new RegistryException.NotFound(
          "read %s from the local store: it is not there".formatted(content.digest()));
    }
    return fetch.read(blob);
  }

  @Override
  public List<Repository> origins(Descriptor content) {
    var blob = remote.get(content.digest());
    return blob != null
            && PlaceName.parse(blob.place()) instanceof PlaceName.InRegistry(var reference)
        ? List.of(Repository.of(reference))
        : List.of();
  }

  @Override
  public Descriptor resolve(String tagOrDigest) {
    return manifest.descriptor();
  }

  @Override
  public List<String> tags() {
    return List.of();
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    throw readOnly(content.digest());
  }

  @Override
  public void tag(Document document, String tag) {
    throw readOnly(document.digest());
  }

  private static RegistryException readOnly(Digest digest) {
    return new RegistryException.Refused(
        "write %s: an image of the local store does not change".formatted(digest), 405, List.of());
  }
}
