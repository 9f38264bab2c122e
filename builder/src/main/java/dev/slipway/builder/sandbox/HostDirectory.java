package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /// The status of `name` in this directory, if there is such a name.
  ///
  /// @throws SystemCallException when the file system fails
  public Optional<FileStatus> find(Bytes name) throws IOException {
    try {
      return Optional.of(status(name));
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
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

  /// What `name` is as a node of a tree; nothing when it is a socket, which no layer can hold.
  ///
  /// Of the attributes only `security.capability` is there, as in the layers of other builders. The
  /// link group is the inode's number.
  ///
  /// @throws SystemCallException when there is no such name
  public Optional<Node> node(Bytes name) throws IOException {
    return node(name, status(name));
  }

  /// The same when the status is known already.
  ///
  /// @throws SystemCallException when there is no such name
  public Optional<Node> node(Bytes name, FileStatus status) throws IOException {
    var metadata =
        new Metadata(
            status.mode(),
            status.uid(),
            status.gid(),
            status.modified().seconds(),
            status.modified().nanoseconds(),
            capabilities(name, status));
    return switch (status.kind()) {
      case REGULAR ->
          Optional.of(
              new Node.RegularFile(
                  metadata, status.size(), status.links() > 1 ? status.inode() : 0));
      case DIRECTORY -> Optional.of(new Node.Directory(metadata));
      case SYMLINK -> Optional.of(new Node.Symlink(metadata, target(name)));
      case CHARACTER -> Optional.of(device(metadata, Node.Device.Kind.CHARACTER, status));
      case BLOCK -> Optional.of(device(metadata, Node.Device.Kind.BLOCK, status));
      case FIFO -> Optional.of(new Node.Fifo(metadata));
      case SOCKET -> Optional.empty();
    };
  }

  private static Node device(Metadata metadata, Node.Device.Kind kind, FileStatus status) {
    return new Node.Device(metadata, kind, status.major(), status.minor());
  }

  private SortedMap<String, Bytes> capabilities(Bytes name, FileStatus status) throws IOException {
    if (status.kind() != FileStatus.Kind.REGULAR) {
      return Collections.emptySortedMap();
    }
    var value = attribute(name, "security.capability");
    return value.isEmpty()
        ? Collections.emptySortedMap()
        : new TreeMap<>(Map.of("security.capability", value.get()));
  }

  /// The value of one extended attribute of `name`, if it has it.
  ///
  /// @throws SystemCallException when it cannot be read
  public Optional<Bytes> attribute(Bytes name, String attribute) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(LONGEST_ATTRIBUTE);
      long length =
          Kernel.call(
              SystemCall.LGETXATTR,
              address(arena, byDescriptor(name)),
              arena.allocateFrom(attribute).address(),
              value.address(),
              LONGEST_ATTRIBUTE,
              0);
      if (length == -Errno.ENODATA || length == -Errno.EOPNOTSUPP) {
        return Optional.empty();
      }
      Kernel.check(SystemCall.LGETXATTR, length, path(name));
      return Optional.of(Bytes.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  /// Makes the directory `name`.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void makeDirectory(Bytes name, int mode) throws IOException {
    named(SystemCall.MKDIRAT, name, mode, 0);
  }

  /// Makes the regular file `name`, empty.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void makeFile(Bytes name, int mode) throws IOException {
    named(SystemCall.MKNODAT, name, 0100000 | mode, 0);
  }

  /// Makes the named pipe `name`.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void makePipe(Bytes name, int mode) throws IOException {
    named(SystemCall.MKNODAT, name, 0010000 | mode, 0);
  }

  /// Makes what overlayfs takes for the absence of `name`.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void makeWhiteout(Bytes name) throws IOException {
    named(SystemCall.MKNODAT, name, 0020000, 0);
  }

  /// Makes the symbolic link `name`.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void makeLink(Bytes name, Bytes target) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.SYMLINKAT, address(arena, target), descriptor, address(arena, name));
      Kernel.check(SystemCall.SYMLINKAT, result, path(name));
    }
  }

  /// Gives the file `oldName` in `directory` the further name `name` here.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public void link(Bytes name, HostDirectory directory, Bytes oldName) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.LINKAT,
              directory.descriptor,
              address(arena, oldName),
              descriptor,
              address(arena, name),
              0);
      Kernel.check(SystemCall.LINKAT, result, path(name));
    }
  }

  /// Makes the file `name` and opens it for writing; the stream stays good when this is closed.
  ///
  /// @throws SystemCallException when something of that name is there, or it may not be made
  public OutputStream write(Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      // O_WRONLY | O_CREAT | O_EXCL
      int flags = 1 | 0100 | 0200 | Machine.CURRENT.noFollow | CLOSE_ON_EXEC;
      long opened =
          Kernel.call(SystemCall.OPENAT, descriptor, address(arena, name), flags, 0600, 0);
      return new HostOutputStream(
          (int) Kernel.check(SystemCall.OPENAT, opened, path(name)), path(name));
    }
  }

  /// Sets the owner and then the mode of `name`, which is no symbolic link.
  ///
  /// @throws SystemCallException when one of them cannot be set
  public void own(Bytes name, long uid, long gid, int mode) throws IOException {
    owner(name, uid, gid);
    named(SystemCall.FCHMODAT, name, mode, 0);
  }

  /// Sets the owner of `name`, or of a symbolic link itself.
  ///
  /// @throws SystemCallException when it cannot be set
  public void owner(Bytes name, long uid, long gid) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(SystemCall.FCHOWNAT, descriptor, address(arena, name), uid, gid, NO_FOLLOW);
      Kernel.check(SystemCall.FCHOWNAT, result, "%s to %d:%d".formatted(path(name), uid, gid));
    }
  }

  /// Sets an extended attribute of `name`.
  ///
  /// @throws SystemCallException when it cannot be set
  public void attribute(Bytes name, String attribute, Bytes value) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.LSETXATTR,
              address(arena, byDescriptor(name)),
              arena.allocateFrom(attribute).address(),
              address(arena, value),
              value.length(),
              0);
      Kernel.check(SystemCall.LSETXATTR, result, attribute + " of " + path(name));
    }
  }

  /// Sets the time of modification of `name`, or of a symbolic link itself.
  ///
  /// @throws SystemCallException when it cannot be set
  public void time(Bytes name, FileStatus.Time modified) throws IOException {
    try (var arena = Arena.ofConfined()) {
      // Two timespecs: access stays as it is (UTIME_OMIT).
      var times =
          arena.allocateFrom(
              ValueLayout.JAVA_LONG, 0, (1L << 30) - 2, modified.seconds(), modified.nanoseconds());
      long result =
          Kernel.call(
              SystemCall.UTIMENSAT,
              descriptor,
              address(arena, name),
              times.address(),
              NO_FOLLOW,
              0);
      Kernel.check(SystemCall.UTIMENSAT, result, path(name));
    }
  }

  /// Removes the name of what is not a directory.
  ///
  /// @throws SystemCallException when there is no such name, or it is a directory
  public void unlink(Bytes name) throws IOException {
    named(SystemCall.UNLINKAT, name, 0, 0);
  }

  /// Removes an empty directory.
  ///
  /// @throws SystemCallException when it is not one
  public void removeDirectory(Bytes name) throws IOException {
    named(SystemCall.UNLINKAT, name, 0x200, 0);
  }

  /// Removes `name` and all below it; nothing happens when it is not there.
  ///
  /// @throws SystemCallException when something cannot be removed
  public void removeTree(Bytes name) throws IOException {
    long result;
    try (var arena = Arena.ofConfined()) {
      result = Kernel.call(SystemCall.UNLINKAT, descriptor, address(arena, name), 0);
    }
    if (result == 0 || result == -Errno.ENOENT) {
      return;
    }
    if (result != -Errno.EISDIR && result != -Errno.EPERM) {
      Kernel.check(SystemCall.UNLINKAT, result, path(name));
    }
    try (var below = descend(name)) {
      for (var child : below.names()) {
        below.removeTree(child);
      }
    }
    removeDirectory(name);
  }

  private void named(SystemCall call, Bytes name, long argument, long further) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result = Kernel.call(call, descriptor, address(arena, name), argument, further, 0);
      Kernel.check(call, result, path(name));
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
