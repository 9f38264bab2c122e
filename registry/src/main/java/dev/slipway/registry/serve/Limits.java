package dev.slipway.registry.serve;

/// How much a [Server] takes and gives at once.
///
/// @param manifestBytes the largest manifest, in bytes; a larger one is refused with 413
/// @param pageEntries the most tags, repositories or referrers in one answer
/// @param chunkBytes the least size of a chunk that is not the last, in bytes; 0 for any
public record Limits(int manifestBytes, int pageEntries, long chunkBytes) {

  /// Manifests of 4 MiB, pages of 1000, chunks of any size.
  public static final Limits USUAL = new Limits(4 << 20, 1000, 0);

  /// Checks that something can be served at all.
  ///
  /// @throws IllegalArgumentException when a limit is zero or less, save for the chunks'
  public Limits {
    if (manifestBytes <= 0 || pageEntries <= 0 || chunkBytes < 0) {
      throw new IllegalArgumentException(
          "a registry with limits of %d bytes, %d entries and chunks of %d can serve nothing"
              .formatted(manifestBytes, pageEntries, chunkBytes));
    }
  }
}
