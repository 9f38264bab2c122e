package dev.slipway.builder;

import dev.slipway.builder.store.ImageRecord;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The result of a build: whole, in the local store, and without a name as yet.
///
/// @param config the image's config
/// @param record where its layers are
/// @param unusedArguments build arguments that were given and that no ARG declares
/// @param epoch the time that SOURCE_DATE_EPOCH set
/// @param inherited how many of its layers, from the lowest, are those of a base image
public record BuiltImage(
    Document config,
    ImageRecord record,
    Set<String> unusedArguments,
    Optional<Instant> epoch,
    int inherited) {
  /// An image that is not the result of a build just now.
  static BuiltImage stored(Document config, ImageRecord record) {
    return new BuiltImage(config, record, Set.of(), Optional.empty(), record.layers().size());
  }

  /// The image's ID: the digest of its config.
  public Digest id() {
    return config.digest();
  }
}
