package dev.slipway.builder.store;

import dev.slipway.image.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An image of the local store: its config, and the layers from the lowest up.
///
/// The image's ID is the digest of its config, which is a blob of the store.
///
/// @param config the digest of the config, the image's ID
/// @param stored when the name was last given to it
/// @param layers its layers, lowest first
public record ImageRecord(Digest config, Instant stored, List<LayerRecord> layers) {
  private static final String HEADER = "slipway-image 1";

  /// Copies the layers.
  public ImageRecord {
    layers = List.copyOf(layers);
  }

  /// A layer of an image.
  ///
  /// @param diffId the digest of its tar
  /// @param remote the blob that a base image came with, which may not be here; nothing for a layer
  ///     that a build made, which is
  public record LayerRecord(Digest diffId, Optional<RemoteBlob> remote) {}

  String text() {
    var text = new StringBuilder(HEADER).append('\n');
    text.append("config ").append(config).append('\n');
    text.append("stored ").append(stored).append('\n');
    for (var layer : layers) {
      text.append("layer ").append(layer.diffId());
      layer
          .remote()
          .ifPresent(
              blob ->
                  text.append(
                      " %s %s %d %s"
                          .formatted(blob.mediaType(), blob.digest(), blob.size(), blob.place())));
      text.append('\n');
    }
    return text.toString();
  }

  static Optional<ImageRecord> parse(List<String> lines) {
    try {
      if (!lines.get(0).equals(HEADER)) {
        return Optional.empty();
      }
      var config = Digest.parse(lines.get(1).substring("config ".length()));
      var stored = Instant.parse(lines.get(2).substring("stored ".length()));
      var layers = new ArrayList<LayerRecord>();
      for (var line : lines.subList(3, lines.size())) {
        var words = line.split(" ", 6);
        layers.add(
            new LayerRecord(
                Digest.parse(words[1]),
                words.length == 2
                    ? Optional.empty()
                    : Optional.of(
                        new RemoteBlob(
                            words[2],
                            Digest.parse(words[3]),
                            Long.parseLong(words[4]),
                            words[5]))));
      }
      return Optional.of(new ImageRecord(config, stored, layers));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
