package dev.slipway.builder.run;

import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Digest;
import java.io.IOException;

/// Writes layers into a store.
final class NewLayer {
  interface Writing {
    void to(LayerWriter output) throws IOException;
  }

  private NewLayer() {}

  /// The digest of the layer that `writing` wrote, which is in the store.
  static Digest write(Store store, Writing writing) throws IOException {
    var draft = store.layers().draft();
    try (var writer = LayerWriter.create(draft.tar(), draft.index())) {
      writing.to(writer);
      var summary = writer.finish();
      return store.layers().adopt(draft, summary.diffId()).diffId();
    }
  }
}
