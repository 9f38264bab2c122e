package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import java.util.Optional;

/// One entry of a tar as it stands there, with what its PAX records and long names say.
///
/// @param type what it is
/// @param name the name, cleaned of nothing
/// @param link the target of a symbolic or hard link; else empty
/// @param metadata mode, owner, time and attributes
/// @param size the length of the content, zero where there is none; of a sparse file, of the whole
/// @param device the numbers of a device
/// @param position where its content begins, counted in bytes from the beginning of the tar
/// @param begin where the first of its headers begins
/// @param sparse which parts of the content lie there, when these are not all
public record TarEntry(
    Type type,
    Bytes name,
    Bytes link,
    Metadata metadata,
    long size,
    Numbers device,
    long position,
    long begin,
    Optional<SparseMap> sparse) {

  /// What an entry can be.
  public enum Type {
    /// A regular file.
    FILE,
    /// Another name of an earlier entry.
    HARD_LINK,
    /// A symbolic link.
    SYMLINK,
    /// A character device.
    CHARACTER_DEVICE,
    /// A block device.
    BLOCK_DEVICE,
    /// A directory.
    DIRECTORY,
    /// A named pipe.
    FIFO
  }

  /// The numbers of a device.
  ///
  /// @param major the driver's
  /// @param minor the device's
  public record Numbers(long major, long minor) {}
}
