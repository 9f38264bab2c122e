package dev.slipway.builder.store;

import dev.slipway.image.Digest;
import java.nio.file.Path;

/// A layer that is here and whole.
///
/// @param diffId the digest of the tar
/// @param tar the uncompressed tar
/// @param index what is in the tar, sorted
public record StoredLayer(Digest diffId, Path tar, Path index) {}
