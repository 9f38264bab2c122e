package dev.slipway.builder.layer;

import dev.slipway.image.Digest;

/// What is known of a layer once its last byte is written.
///
/// @param diffId the SHA-256 of the uncompressed tar, which the image config lists
/// @param size the length of the uncompressed tar in bytes
/// @param entries how many files, directories, links and whiteouts the layer holds
public record LayerSummary(Digest diffId, long size, long entries) {
  /// Whether the layer changes nothing.
  public boolean isEmpty() {
    return entries == 0;
  }
}
