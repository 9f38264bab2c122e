package dev.slipway.conformance.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/// An image as a builder left it, read whole: its manifest and configuration, all layers merged to
/// one tree, and of each layer, the lowest first, the diff id and the names it holds.
public record BuiltImage(JsonNode manifest, JsonNode config, Tree tree, List<Layer> layers) {

  /// One layer: the digest of its uncompressed archive, and the names in it, as they come.
  public record Layer(String diffId, List<String> names) {

    /// Copies the names.
    public Layer {
      names = List.copyOf(names);
    }
  }

  /// Copies the layers.
  public BuiltImage {
    layers = List.copyOf(layers);
  }

  /// Reads the only image of the OCI layout in `folder`, or the first one. Digests are verified.
  ///
  /// Throws [dev.slipway.conformance.ConformanceException.Unreadable] if it is not sound.
  public static BuiltImage read(Path folder) {
    return new LayoutReader(folder).read("");
  }

  /// Reads the image that the OCI layout in `folder` calls `tag`.
  public static BuiltImage read(Path folder, String tag) {
    return new LayoutReader(folder).read(tag);
  }

  /// True if this image begins with all the layers of `base`.
  public boolean standsOn(BuiltImage base) {
    return !base.layers.isEmpty()
        && layers.size() >= base.layers.size()
        && layers.subList(0, base.layers.size()).equals(base.layers);
  }
}
