package dev.slipway.builder.plan;

import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import java.util.List;

/// What a stage stands on, or what COPY takes files from.
public sealed interface Basis {
  /// Nothing: `FROM scratch`.
  record Scratch() implements Basis {}

  /// An image from outside.
  ///
  /// @param name as the Dockerfile or the named context calls it
  /// @param identity a digest that changes whenever the image does: the manifest's, or for an image
  ///     of the local store the config's
  /// @param config what the image says of itself
  /// @param layers its layers, lowest first
  record Image(String name, Digest identity, ImageConfig config, List<LayerRecord> layers)
      implements Basis {
    /// Copies the layers.
    public Image {
      layers = List.copyOf(layers);
    }
  }

  /// The result of another stage of the same plan.
  ///
  /// @param index the stage's place in the Dockerfile
  record Stage(int index) implements Basis {}
}
