package dev.slipway.builder.store;

import dev.slipway.image.Digest;
import java.util.Optional;

/// The name of a layer's compressed bytes.
///
/// @param digest their digest
/// @param size how many there are
public record CompressedLayer(Digest digest, long size) {
  String line() {
    return "%s %d\n".formatted(digest, size);
  }

  static Optional<CompressedLayer> parse(String line) {
    var words = line.strip().split(" ", -1);
    try {
      return words.length == 2
          ? Optional.of(new CompressedLayer(Digest.parse(words[0]), Long.parseLong(words[1])))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
