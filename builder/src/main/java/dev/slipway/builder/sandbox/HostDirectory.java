package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// An open directory of this machine, read name by name.
///
/// Names are bytes: what is not UTF-8, or what the locale cannot say, is read like any other. A
/// symbolic link is never followed, and nothing is looked up by a path of more than one name, so
/// that neither a link planted meanwhile nor a path longer than the kernel takes can lead astray.
/// Every failure is a [SystemCallException]. May be used by one thread at a time.
public final class HostDirectory implements AutoCloseable {
  static final int NO_FOLLOW = 0x100;

  static final int EMPTY_PATH = 0x1000;
  static final int CLOSE_ON_EXEC = 02000000;
  static final int WORKING_DIRECTORY = -100;
  private static final int BASIC_FIELDS = 0x7ff;
  private static final int LISTING_LENGTH = 32 * 1024;
  private static final int LONGEST_TARGET = 4096;
  private static final int LONGEST_ATTRIBUTE = 65536;

  private final int descriptor;
  private final String label;
  private boolean open = true;

  private HostDirectory(int descriptor, String label) {
    this.descriptor = descriptor;
    this.label = label;
  }

  /// Opens the directory at `path`; links on the way are followed, this once.
  ///
  /// @throws SystemCallException when there is no directory, or it may not be read
  public static HostDirectory open(Path path) throws IOException {
    return open(Bytes.of(path.toString()));
  }

  /// The same for a path of bytes.
  ///
  /// @throws SystemCallException when there is no directory, or it may not be read
  public static HostDirectory open(Bytes path) throws IOException {
    return open(WORKING_DIRECTORY, path, Machine.CURRENT.directory, path.toString());
  }

  /// Opens the directory `name` in this one.
  ///
  /// @throws SystemCallException when it is not a directory (a link to one neither), or may not be
  ///     read
  public HostDirectory descend(Bytes name) throws IOException {
    int flags = Machine.CURRENT.directory | Machine.CURRENT.noFollow;
    return open(descriptor, name, flags, path(name));
  }

  private static HostDirectory open(int at, Bytes path, int flags, String label)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      long opened = Kernel.call(SystemCall.OPENAT, at, address(arena, path), flags | CLOSE_ON_EXEC);
      return new HostDirectory((int) Kernel.check(SystemCall.OPENAT, opened, label), label);
    }
  }

  /// The names in this directory without `.` and `..`, ordered by unsigned bytes.
  ///
  /// @throws SystemCallException when the directory cannot be read
  public List<Bytes> names() throws IOException {
    var names = new ArrayList<Bytes>();
    try (var arena = Arena.ofConfined();
        var fresh = descend(Bytes.of("."))) {
      var listing = arena.allocate(LISTING_LENGTH, 8);
      long length = fresh.list(listing);
      while (length > 0) {
        addNames(listing, length, names);
        length = fresh.list(listing);
      }
    }
    Collections.sort(names);
    return names;
  }

  private long list(MemorySegment listing) throws IOException {
    long length = Kernel.call(SystemCall.GETDENTS64, descriptor, listing.address(), LISTING_LENGTH);
    return Kernel.check(SystemCall.GETDENTS64, length, label);
  }

  // struct linux_dirent64: inode (8), offset (8), length of this record (2), type (1), name.
  private static void addNames(MemorySegment listing, long length, List<Bytes> names) {
    long at = 0;
    while (at < length) {
      int recordLength =
          Short.toUnsignedInt(listing.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16));
      var name = bytes(listing.asSlice(at + 19, recordLength - 19));
      if (!name.equals(Bytes.of(".")) && !name.equals(Bytes.of(".."))) {
        names.add(name);
      }
      at += recordLength;
    }
  }

  private static Bytes bytes(MemorySegment terminated) {
    int length = 0;
    while (terminated.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    return Bytes.of(terminated.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// The status of this directory itself.
  ///
  /// @throws SystemCallException when the file system fails
  public FileStatus status() throws IOException {
    return status(Bytes.EMPTY, EMPTY_PATH);
  }

  /// The status of `name` in this directory; a symbolic link's own.
  ///
  /// @throws SystemCallException when there is no such name
  public FileStatus status(Bytes name) throws IOException {
    return status(name, NO_FOLLOW);
  }

  private FileStatus status(Bytes name, int flags) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var statx = arena.allocate(FileStatus.LENGTH, 8);
      long result =
          Kernel.call(
              SystemCall.STATX,
              descriptor,
              address(arena, name),
              flags,
              BASIC_FIELDS,
              statx.address());
      Kernel.check(SystemCall.STATX, result, path(name));
      return FileStatus.of(statx);
    }
  }

  /// What the symbolic link `name` points to, exactly as stored.
  ///
  /// @throws SystemCallException when it is no symbolic link
  public Bytes target(Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var target = arena.allocate(LONGEST_TARGET);
      long length =
          Kernel.call(
              SystemCall.READLINKAT,
              descriptor,
              address(arena, name),
              target.address(),
              LONGEST_TARGET,
              0);
      Kernel.check(SystemCall.READLINKAT, length, path(name));
      return Bytes.of(target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// The extended attributes of `name`, by full name; none where the file system has none.
  ///
  /// @throws SystemCallException when they cannot be read
  public SortedMap<String, Bytes> attributes(Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var names = arena.allocate(LONGEST_ATTRIBUTE);
      long path = address(arena, byDescriptor(name));
      long length = Kernel.call(SystemCall.LLISTXATTR, path, names.address(), LONGEST_ATTRIBUTE);
      if (length == 0 || length == -Errno.EOPNOTSUPP) {
        return Collections.emptySortedMap();
      }
      Kernel.check(SystemCall.LLISTXATTR, length, path(name));
      var attributes = new TreeMap<String, Bytes>();
      for (long at = 0; at < length; ) {
        var attribute = bytes(names.asSlice(at));
        attributes.put(attribute.toString(), attribute(arena, path, names.address() + at, name));
        at += attribute.length() + 1;
      }
      return attributes;
    }
  }

  private Bytes attribute(Arena arena, long path, long attribute, Bytes name) throws IOException {
    var value = arena.allocate(LONGEST_ATTRIBUTE);
    long length =
        Kernel.call(SystemCall.LGETXATTR, path, attribute, value.address(), LONGEST_ATTRIBUTE, 0);
    Kernel.check(SystemCall.LGETXATTR, length, path(name));
    return Bytes.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Opens the file `name` for reading; the stream stays good when this directory is closed.
  ///
  /// @throws SystemCallException when there is no such file, it is a symbolic link, or may not be
  ///     read
  public InputStream read(Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      // O_NONBLOCK, so that a pipe that took a file's place does not hang the reader.
      int flags = Machine.CURRENT.noFollow | CLOSE_ON_EXEC | 04000;
      long opened = Kernel.call(SystemCall.OPENAT, descriptor, address(arena, name), flags);
      return new HostInputStream(
          (int) Kernel.check(SystemCall.OPENAT, opened, path(name)), path(name));
    }
  }

  /// Closes the directory; closing it again does nothing new.
  @Override
  public void close() {
    if (open) {
      open = false;
      Kernel.call(SystemCall.CLOSE, descriptor, 0);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /// `name` with this directory before it, for messages.
  String path(Bytes name) {
    return label.endsWith("/") ? label + name : label + "/" + name;
  }

  // There is no call for attributes that takes a directory and a name.
  private Bytes byDescriptor(Bytes name) {
    var prefix = "/proc/self/fd/%d/".formatted(descriptor).getBytes(StandardCharsets.UTF_8);
    var path = new byte[prefix.length + name.length()];
    System.arraycopy(prefix, 0, path, 0, prefix.length);
    System.arraycopy(name.toArray(), 0, path, prefix.length, name.length());
    return Bytes.of(path);
  }

  static long address(Arena arena, Bytes text) {
    var memory = arena.allocate(text.length() + 1L);
    MemorySegment.copy(text.toArray(), 0, memory, ValueLayout.JAVA_BYTE, 0, text.length());
    return memory.address();
  }
}
