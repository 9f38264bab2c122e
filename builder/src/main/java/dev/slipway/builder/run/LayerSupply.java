package dev.slipway.builder.run;

import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.StoredLayer;

/// Brings the layers of base images here, when something is to be read of them.
public interface LayerSupply {
  /// The layer, uncompressed and with its index; fetches and reads it when it is not here. Several
  /// callers may want the same layer at once: it is fetched once.
  ///
  /// @throws RuntimeException the place's own exception when the layer cannot be had
  StoredLayer layer(LayerRecord layer);
}
