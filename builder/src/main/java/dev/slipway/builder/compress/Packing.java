package dev.slipway.builder.compress;

import dev.slipway.image.Compression;

/// How a layer is to be compressed.
///
/// @param compression the format
/// @param level how much effort it is worth: gzip 1 to 9, zstd 1 to 22; without meaning, and zero,
///     for no compression
public record Packing(Compression compression, int level) {
  /// Checks the level.
  ///
  /// @throws IllegalArgumentException when the format has no such level
  public Packing {
    int least = compression == Compression.NONE ? 0 : 1;
    int most =
        switch (compression) {
          case NONE -> 0;
          case GZIP -> 9;
          case ZSTD -> 22;
        };
    if (level < least || level > most) {
      throw new IllegalArgumentException(
          "%s has no level %d, only %d to %d".formatted(compression, level, least, most));
    }
  }

  /// The format with the level that suits layers.
  public static Packing of(Compression compression) {
    return switch (compression) {
      case NONE -> new Packing(compression, 0);
      case GZIP -> new Packing(compression, 6);
      case ZSTD -> new Packing(compression, 3);
    };
  }
}
