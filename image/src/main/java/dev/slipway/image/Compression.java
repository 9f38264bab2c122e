package dev.slipway.image;

/// How the archive of a layer is compressed.
public enum Compression {
  /// The plain tar archive.
  NONE,
  /// RFC 1952.
  GZIP,
  /// RFC 8878.
  ZSTD
}
