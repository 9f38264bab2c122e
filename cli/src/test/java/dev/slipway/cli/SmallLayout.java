package dev.slipway.cli;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.registry.Blob;
import dev.slipway.registry.layout.LayoutFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// An OCI layout with one small image, called `one`.
final class SmallLayout {
  private static final byte[] EMPTY_TAR = new byte[1024];

  private SmallLayout() {}

  /// Makes it in `folder`, and returns the digest of the image.
  static Digest make(Path folder) {
    var layer = Descriptor.of(MediaType.OCI_LAYER, EMPTY_TAR);
    var step = History.of(Instant.EPOCH, "COPY / / # buildkit", History.Kind.LAYER);
    var config =
        ImageConfig.of(new Platform("linux", "amd64"))
            .withCreated(Instant.EPOCH)
            .withLayer(layer.digest(), step)
            .document();
    var manifest = Manifest.of(config.descriptor(), List.of(layer)).document();
    try (var layout = LayoutFolder.create(folder)) {
      layout.push(layer, Blob.of(EMPTY_TAR));
      layout.push(config.descriptor(), Blob.of(config.bytes()));
      layout.push(manifest.descriptor(), Blob.of(manifest.bytes()));
      layout.tag(manifest, "one");
    }
    return manifest.digest();
  }
}
