package dev.slipway.builder.context;

import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A file as one look at the disk showed it.
///
/// @param file where it is
/// @param node what it is in the tree
/// @param stamp its stamp, when it is a regular file on disk too
record SeenFile(Path file, Node node, Optional<FileStamp> stamp) {
  // Each name more costs time for every file.
  private static final String ATTRIBUTES = "unix:mode,dev,ino,nlink,size,lastModifiedTime,ctime";
  private static final String DEVICE_NUMBER = "unix:rdev";

  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int LINK = 0120000;
  private static final int REGULAR = 0100000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int DIRECTORY = 0040000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int PIPE = 0010000;

  /// Numbers the files that have several names.
  @FunctionalInterface
  interface LinkGroups {
    long number(long device, long inode);
  }

  /// Looks at `file`, without following it.
  ///
  /// @throws IOException when it is not there or cannot be looked at
  static SeenFile of(Path file, LinkGroups groups) throws IOException {
    var all = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) number(all, "mode");
    var metadata = metadata(mode, time(all, "lastModifiedTime"));
    return switch (mode & TYPE) {
      case REGULAR -> regular(file, metadata, all, groups);
      case DIRECTORY -> new SeenFile(file, new Node.Directory(metadata), Optional.empty());
      case LINK -> {
        var target = PathBytes.target(Files.readSymbolicLink(file));
        yield new SeenFile(file, new Node.Symlink(metadata, target), Optional.empty());
      }
      case SOCKET -> new SeenFile(file, new Node.RegularFile(metadata, 0, 0), Optional.empty());
      case PIPE -> new SeenFile(file, new Node.Fifo(metadata), Optional.empty());
      case CHARACTER_DEVICE -> device(file, metadata, Node.Device.Kind.CHARACTER);
      case BLOCK_DEVICE -> device(file, metadata, Node.Device.Kind.BLOCK);
      default -> throw new IOException("%s is of an unknown type: %o".formatted(file, mode));
    };
  }

  private static Metadata metadata(int mode, FileTime modified) {
    var instant = modified.toInstant();
    return new Metadata(
        mode & 07777,
        0,
        0,
        instant.getEpochSecond(),
        instant.getNano(),
        Collections.emptySortedMap());
  }

  private static SeenFile regular(
      Path file, Metadata metadata, Map<String, Object> all, LinkGroups groups) {
    long device = number(all, "dev");
    long inode = number(all, "ino");
    long size = number(all, "size");
    var stamp =
        new FileStamp(
            device,
            inode,
            size,
            time(all, "lastModifiedTime").to(TimeUnit.NANOSECONDS),
            time(all, "ctime").to(TimeUnit.NANOSECONDS));
    long group = number(all, "nlink") > 1 ? groups.number(device, inode) : 0;
    return new SeenFile(file, new Node.RegularFile(metadata, size, group), Optional.of(stamp));
  }

  private static SeenFile device(Path file, Metadata metadata, Node.Device.Kind kind)
      throws IOException {
    long number =
        number(Files.readAttributes(file, DEVICE_NUMBER, LinkOption.NOFOLLOW_LINKS), "rdev");
    long major = ((number >>> 8) & 0xfff) | ((number >>> 32) & 0xffff_f000L);
    long minor = (number & 0xff) | ((number >>> 12) & 0xffff_ff00L);
    return new SeenFile(file, new Node.Device(metadata, kind, major, minor), Optional.empty());
  }

  private static long number(Map<String, Object> all, String name) {
    return ((Number) attribute(all, name)).longValue();
  }

  private static FileTime time(Map<String, Object> all, String name) {
    return (FileTime) attribute(all, name);
  }

  private static Object attribute(Map<String, Object> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }
}
