package dev.slipway.builder.store;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.MediaType;
import dev.slipway.image.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An image of the local store: its config, and the layers from the lowest up.
///
/// The image's ID is the digest of its config, which is a blob of the store.
///
/// @param config the digest of the config, the image's ID
/// @param stored when the name was given to it
/// @param manifest the manifest with which it came, a blob of the store; nothing for an image that
///     a build made, whose manifest is written when somebody asks for it
/// @param layers its layers, lowest first
public record ImageRecord(
    Digest config, Instant stored, Optional<Descriptor> manifest, List<LayerRecord> layers) {
  private static final String HEADER = "slipway-image 1";
  private static final String MANIFEST = "manifest ";
  private static final int STORED_LINE = 2;

  /// Copies the layers.
  public ImageRecord {
    layers = List.copyOf(layers);
  }

  /// An image that a build made.
  public static ImageRecord built(Digest config, Instant stored, List<LayerRecord> layers) {
    return new ImageRecord(config, stored, Optional.empty(), layers);
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
    text.append("stored ").append(Timestamp.text(stored)).append('\n');
    manifest.ifPresent(
        found ->
            text.append(MANIFEST)
                .append(found.mediaType())
                .append(' ')
                .append(found.digest())
                .append(' ')
                .append(found.size())
                .append('\n'));
    for (var layer : layers) {
      text.append("layer ").append(layer.diffId());
      layer
          .remote()
          .ifPresent(
              blob ->
                  text.append(' ')
                      .append(blob.mediaType())
                      .append(' ')
                      .append(blob.digest())
                      .append(' ')
                      .append(blob.size())
                      .append(' ')
                      .append(blob.place()));
      text.append('\n');
    }
    return text.toString();
  }

  /// Whether `lines` are those of this image, stored at any time.
  boolean saysTheSame(List<String> lines) {
    var own = new ArrayList<>(text().lines().toList());
    if (lines.size() != own.size()) {
      return false;
    }
    own.set(STORED_LINE, lines.get(STORED_LINE));
    return own.equals(lines);
  }

  static Optional<ImageRecord> parse(List<String> lines) {
    try {
      if (!lines.get(0).equals(HEADER)) {
        return Optional.empty();
      }
      var config = Digest.parse(lines.get(1).substring("config ".length()));
      var stored = Timestamp.parse(lines.get(STORED_LINE).substring("stored ".length()));
      var manifest =
          lines.size() > 3 && lines.get(3).startsWith(MANIFEST)
              ? Optional.of(manifest(lines.get(3)))
              : Optional.<Descriptor>empty();
      var layers = new ArrayList<LayerRecord>();
      for (var line : lines.subList(manifest.isPresent() ? 4 : 3, lines.size())) {
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
      return Optional.of(new ImageRecord(config, stored, manifest, layers));
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | ImageException
        | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Descriptor manifest(String line) {
    var words = line.split(" ", 4);
    return new Descriptor(
        MediaType.parse(words[1]), Digest.parse(words[2]), Long.parseLong(words[3]));
  }
}
