package dev.slipway.builder.run;

import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Digest;
import java.io.IOException;

/// Writes layers into a store.
public final class NewLayer {
  /// Writes the entries of a layer.
  @FunctionalInterface
  public interface Writing {
    /// Puts all entries to `output`.
    ///
    /// @throws IOException when something cannot be read or written
    void to(LayerWriter output) throws IOException;
  }

  private NewLayer() {}

  /// The digest of the layer that `writing` wrote, which is in the store.
  ///
  /// @throws IOException when something cannot be read or written; the store is as it was
  public static Digest write(Store store, Writing writing) throws IOException {
    var draft = store.layers().draft();
    try (var writer = LayerWriter.create(draft.tar(), draft.index())) {
      writing.to(writer);
      var summary = writer.finish();
      return store.layers().adopt(draft, summary.diffId()).diffId();
    } catch (IOException | RuntimeException e) {
      store.layers().discard(draft);
      throw e;
    }
  }
}
