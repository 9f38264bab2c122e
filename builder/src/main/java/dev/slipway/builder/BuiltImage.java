package dev.slipway.builder;

import dev.slipway.builder.store.ImageRecord;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import java.util.Set;

/// The result of a build: whole, in the local store, and without a name as yet.
///
/// @param config the image's config
/// @param record where its layers are
/// @param unusedArguments build arguments that were given and that no ARG declares
public record BuiltImage(Document config, ImageRecord record, Set<String> unusedArguments) {
  /// The image's ID: the digest of its config.
  public Digest id() {
    return config.digest();
  }
}
