package dev.slipway.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How the archive of a layer is compressed.
public enum Compression {
  /// The plain tar archive.
  NONE,
  /// RFC 1952.
  GZIP,
  /// RFC 8878.
  ZSTD;

  /// How many of the first bytes tell which it is.
  public static final int MAGIC = 4;

  private static final int ZSTD_FRAME = 0xfd2fb528;
  private static final int ZSTD_SKIPPABLE_FRAME = 0x184d2a50;

  /// What the first bytes of an archive say; there may be fewer than [#MAGIC].
  public static Compression of(byte[] start) {
    if (start.length > 1 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
      return GZIP;
    }
    return start.length >= MAGIC && isZstd(start) ? ZSTD : NONE;
  }

  // A blob may begin with a frame that is to be skipped.
  private static boolean isZstd(byte[] start) {
    int magic = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return magic == ZSTD_FRAME || (magic & ~0xf) == ZSTD_SKIPPABLE_FRAME;
  }
}
