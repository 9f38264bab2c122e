package dev.slipway.builder.base;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.compress.Decompression;
import dev.slipway.builder.layer.TarIndexer;
import dev.slipway.builder.run.LayerSupply;
import dev.slipway.builder.run.Once;
import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.RemoteBlob;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Fetches the layers of base images when they are wanted.
///
/// A layer is wanted by several stages at once, and fetched, uncompressed and indexed once.
public final class LayerFetch implements LayerSupply {
  private final Map<Digest, Once<StoredLayer>> underway = new ConcurrentHashMap<>();
  private final Store store;
  private final Sources sources;
  private final BuildListener listener;
  private final long largest;

  /// A supply that fetches from `sources` and keeps in `store` what unpacks to `largest` bytes at
  /// most.
  public LayerFetch(Store store, Sources sources, BuildListener listener, long largest) {
    this.store = store;
    this.sources = sources;
    this.listener = listener;
    this.largest = largest;
  }

  @Override
  public StoredLayer layer(LayerRecord layer) {
    return underway.computeIfAbsent(layer.diffId(), _ -> new Once<>(() -> bring(layer))).result();
  }

  private StoredLayer bring(LayerRecord layer) {
    var here = store.layers().find(layer.diffId());
    if (here.isPresent()) {
      return here.get();
    }
    if (layer.remote().isEmpty()) {
      return store.layers().kept(layer.diffId());
    }
    var blob = layer.remote().get();
    try {
      return unpack(layer.diffId(), blob);
    } catch (BuildException.Malformed e) {
      throw new BuildException.Malformed(
          "the layer %s of %s is broken: %s. Push the image anew, or use another"
              .formatted(blob.digest(), blob.place(), e.getMessage()),
          e);
    } catch (BuildException.OverLimit e) {
      throw new BuildException.OverLimit(
          "the layer %s of %s has %d bytes and unpacks to more than %d, which no layer may. Do not use this image: it may be made to fill the disk"
              .formatted(blob.digest(), blob.place(), blob.size(), largest),
          e);
    } catch (RegistryException e) {
      throw e.within("cannot fetch a layer of %s".formatted(blob.place()));
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw new BuildException.Cancelled();
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot bring the layer %s of %s into the local store: %s"
              .formatted(blob.digest(), blob.place(), Reason.of(e)),
          e);
    }
  }

  private StoredLayer unpack(Digest diffId, RemoteBlob blob) throws IOException {
    var draft = store.layers().draft();
    try (var bytes = open(blob);
        var tar = Decompression.open(bytes, largest)) {
      var found = TarIndexer.store(tar, draft.tar(), draft.index(), largest).diffId();
      if (!found.equals(diffId)) {
        throw new BuildException.Malformed(
            "it unpacks to %s, and the image's config says %s".formatted(found, diffId));
      }
      return store.layers().adopt(draft, diffId);
    } catch (IOException | RuntimeException e) {
      store.layers().discard(draft);
      throw e;
    }
  }

  // A registry's blob is kept, because the result may be pushed elsewhere; a layout is here anyway.
  private InputStream open(RemoteBlob blob) throws IOException {
    var kept = store.blobs().find(blob.digest());
    if (kept.isPresent()) {
      return Files.newInputStream(kept.get());
    }
    var stream = read(blob);
    if (!(PlaceName.parse(blob.place()) instanceof PlaceName.InRegistry)) {
      return stream;
    }
    try (stream) {
      var counted = new CountedStream(stream, done -> heard(blob, done));
      return Files.newInputStream(
          store.blobs().put(blob.digest(), blob.size(), new BufferedInputStream(counted)));
    }
  }

  private void heard(RemoteBlob blob, long done) {
    listener.heard(new BuildEvent.LayerFetched(blob.digest(), done, blob.size()));
  }

  /// What a remembered blob is called in a manifest.
  public static Descriptor descriptor(RemoteBlob blob) {
    return new Descriptor(MediaType.parse(blob.mediaType()), blob.digest(), blob.size());
  }

  /// The bytes of `blob`, from the place that it is in.
  ///
  /// @throws RegistryException when the place cannot be asked or does not have it
  public InputStream read(RemoteBlob blob) {
    var place = sources.open(PlaceName.parse(blob.place()));
    try {
      return new PlaceStream(place.fetch(descriptor(blob)), place);
    } catch (RuntimeException e) {
      place.close();
      throw e;
    }
  }
}
