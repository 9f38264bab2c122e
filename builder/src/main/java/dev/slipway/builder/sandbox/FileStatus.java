package dev.slipway.builder.sandbox;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the kernel knows of a file, without following a symbolic link.
///
/// @param kind what it is
/// @param mode the permission bits with setuid, setgid and sticky, no file type
/// @param uid the owner's number
/// @param gid the group's number
/// @param size the length of a file's content or a link's target, in bytes
/// @param links how many names it has
/// @param device the number of the file system it is on
/// @param inode its number there
/// @param modified the time of the last change of its content
/// @param changed the time of the last change of anything
/// @param major the driver's number, when it is a device
/// @param minor the device's number, when it is a device
public record FileStatus(
    Kind kind,
    int mode,
    long uid,
    long gid,
    long size,
    long links,
    long device,
    long inode,
    Time modified,
    Time changed,
    long major,
    long minor) {

  /// What a file may be.
  public enum Kind {
    /// A regular file.
    REGULAR,
    /// A directory.
    DIRECTORY,
    /// A symbolic link.
    SYMLINK,
    /// A character device.
    CHARACTER,
    /// A block device.
    BLOCK,
    /// A named pipe.
    FIFO,
    /// A socket.
    SOCKET
  }

  /// A point in time.
  ///
  /// @param seconds since 1970
  /// @param nanoseconds the part of a second beyond, 0 to 999,999,999
  public record Time(long seconds, int nanoseconds) {}

  /// The length of the kernel's form, `struct statx`.
  static final long LENGTH = 256;

  private static final int TYPE_BITS = 0170000;

  /// Reads the kernel's form, which is the same on every architecture.
  static FileStatus of(MemorySegment statx) {
    int mode = Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28));
    return new FileStatus(
        kind(mode),
        mode & 07777,
        unsigned(statx, 20),
        unsigned(statx, 24),
        statx.get(ValueLayout.JAVA_LONG, 40),
        unsigned(statx, 16),
        unsigned(statx, 136) << 32 | unsigned(statx, 140),
        statx.get(ValueLayout.JAVA_LONG, 32),
        time(statx, 112),
        time(statx, 96),
        unsigned(statx, 128),
        unsigned(statx, 132));
  }

  /// Whether this is what overlayfs leaves where something was removed.
  public boolean isWhiteout() {
    return kind == Kind.CHARACTER && major == 0 && minor == 0;
  }

  private static Kind kind(int mode) {
    return switch (mode & TYPE_BITS) {
      case 0100000 -> Kind.REGULAR;
      case 0040000 -> Kind.DIRECTORY;
      case 0120000 -> Kind.SYMLINK;
      case 0020000 -> Kind.CHARACTER;
      case 0060000 -> Kind.BLOCK;
      case 0010000 -> Kind.FIFO;
      case 0140000 -> Kind.SOCKET;
      default -> throw new IllegalStateException("no file has mode %o".formatted(mode));
    };
  }

  private static long unsigned(MemorySegment statx, long offset) {
    return Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, offset));
  }

  private static Time time(MemorySegment statx, long offset) {
    return new Time(
        statx.get(ValueLayout.JAVA_LONG, offset), statx.get(ValueLayout.JAVA_INT, offset + 8));
  }
}
