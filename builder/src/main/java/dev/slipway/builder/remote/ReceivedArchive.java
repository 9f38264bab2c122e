package dev.slipway.builder.remote;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.copy.Archives;
import dev.slipway.builder.copy.CopyOptions;
import dev.slipway.builder.copy.CopyRequest;
import dev.slipway.builder.copy.CopySource;
import dev.slipway.builder.copy.Copying;
import dev.slipway.builder.copy.EmptyTree;
import dev.slipway.builder.run.NewLayer;
import dev.slipway.builder.store.Steps;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Bytes that are a build context: an archive, whose files become a layer of the store that no
/// image has, or a lone Dockerfile.
///
/// @param store keeps the layer
/// @param name what messages call it
/// @param file holds the bytes
/// @param content their digest
record ReceivedArchive(Store store, String name, Path file, Digest content) {
  private static final String INSIDE = "context";

  /// What kind of bytes these are.
  Archives.Kind kind() throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Archives.kind(in.readNBytes(Archives.HEADER));
    }
  }

  /// The bytes themselves, which are a Dockerfile.
  Bytes text() throws IOException {
    if (Files.size(file) > ReceivedContext.MOST_BYTES) {
      throw new BuildException.Definition(
          "%s is no archive, and with %d bytes too large for a Dockerfile"
              .formatted(name, Files.size(file)));
    }
    return Bytes.of(Files.readAllBytes(file));
  }

  /// The files of the archive, extracted at most once.
  ///
  /// @throws BuildException.Malformed when it is damaged
  OpenTree files() throws IOException {
    var key = KeyWriter.of("context archive").digest("content", content).finish();
    var layer =
        store
            .steps()
            .find(key)
            .filter(chain -> chain.size() == 1)
            .flatMap(chain -> store.layers().find(chain.getFirst().diffId()));
    var there = layer.isPresent() ? layer.get() : extract(key);
    return OpenTree.of(there, TreePath.ROOT);
  }

  private StoredLayer extract(Digest key) throws IOException {
    var archive = new SingleFile(INSIDE, Metadata.of(0600, 0), file, Files.size(file));
    if (!Archives.isTar(archive, TreePath.of(INSIDE))) {
      throw new BuildException.Definition(
          "the context %s is compressed, and what it holds is no tar".formatted(name));
    }
    var source =
        new CopySource.Remote(
            name,
            content.toString(),
            Optional.of(INSIDE),
            CopyOptions.Archives.EXTRACTED,
            () -> archive);
    var now = Instant.now();
    var request =
        new CopyRequest(
            List.of(source),
            "/",
            "/",
            EmptyTree.INSTANCE,
            CopyOptions.add(),
            now,
            store.scratch().folder());
    try {
      var diffId = NewLayer.write(store, output -> Copying.copy(request, output));
      store.steps().remember(key, List.of(new Steps.Made(diffId, Optional.of(now))));
      return store.layers().find(diffId).orElseThrow();
    } catch (BuildException.Malformed e) {
      throw new BuildException.Malformed(
          "the context %s cannot be unpacked: %s. Make the archive again"
              .formatted(name, Objects.requireNonNullElse(e.getCause(), e).getMessage()),
          e);
    }
  }
}
