package dev.slipway.registry.serve;

/// How much a [Server] takes and gives at once.
///
/// @param manifestBytes the largest manifest, in bytes; a larger one is refused with 413
/// @param pageEntries the most tags, repositories or referrers in one answer
/// @param chunkBytes the least size of a chunk that is not the last, in bytes; 0 for any
/// @param connections the most connections at once: for one more, that which asked for nothing for
///     longest is closed, and where all are busy it waits
public record Limits(int manifestBytes, int pageEntries, long chunkBytes, int connections) {

  /// Manifests of 4 MiB, pages of 1000, chunks of any size, 512 connections.
  public static final Limits USUAL = new Limits(4 << 20, 1000, 0, 512);

  /// Checks that something can be served at all.
  ///
  /// @throws IllegalArgumentException when a limit is zero or less, save for the chunks'
  public Limits {
    if (manifestBytes <= 0 || pageEntries <= 0 || chunkBytes < 0 || connections <= 0) {
      throw new IllegalArgumentException(
          "a registry with limits of %d bytes, %d entries, chunks of %d and %d connections can serve nothing"
              .formatted(manifestBytes, pageEntries, chunkBytes, connections));
    }
  }
}
