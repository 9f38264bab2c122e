package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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
  private static final int LONGEST_TARGET = 4096;
  // AT_REMOVEDIR
  private static final int REMOVE_DIRECTORY = 0x200;

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
    try (var fresh = descend(Bytes.of("."))) {
      var names = Listing.of(fresh.descriptor, label);
      Collections.sort(names);
      return names;
    }
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
    return extended(name).all();
  }

  /// Opens the file `name` for reading; the stream stays good when this directory is closed.
  ///
  /// @throws SystemCallException when there is no such file, it is a symbolic link, or may not be
  ///     read
  public InputStream read(Bytes name) throws IOException {
    // O_NONBLOCK, so that a pipe that took a file's place does not hang the reader.
    int flags = Machine.CURRENT.noFollow | CLOSE_ON_EXEC | 04000;
    return new HostInputStream((int) named(SystemCall.OPENAT, name, flags, 0), path(name));
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
    return HostNode.of(this, name, status);
  }

  /// The value of one extended attribute of `name`, if it has it.
  ///
  /// @throws SystemCallException when it cannot be read
  public Optional<Bytes> attribute(Bytes name, String attribute) throws IOException {
    return extended(name).find(attribute);
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
    // O_WRONLY | O_CREAT | O_EXCL
    int flags = 1 | 0100 | 0200 | Machine.CURRENT.noFollow | CLOSE_ON_EXEC;
    return new HostOutputStream((int) named(SystemCall.OPENAT, name, flags, 0600), path(name));
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
      Kernel.check(SystemCall.FCHOWNAT, result, path(name) + " to " + uid + ":" + gid);
    }
  }

  /// Sets an extended attribute of `name`.
  ///
  /// @throws SystemCallException when it cannot be set
  public void attribute(Bytes name, String attribute, Bytes value) throws IOException {
    extended(name).set(attribute, value);
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
    named(SystemCall.UNLINKAT, name, REMOVE_DIRECTORY, 0);
  }

  /// Removes `name` and all below it, however deep that is; nothing happens when it is not there.
  ///
  /// @throws SystemCallException when something cannot be removed
  public void removeTree(Bytes name) throws IOException {
    if (removed(name)) {
      return;
    }
    try (var top = descend(name)) {
      long moved = 0;
      for (var names = top.names(); !names.isEmpty(); names = top.names()) {
        for (var child : names) {
          moved = top.dissolve(child, moved);
        }
      }
    }
    removeDirectory(name);
  }

  // Removes `name` here. The directories in it that are not empty come up here, under numbers, so
  // that no way gets longer than one name; `moved` counts them.
  private long dissolve(Bytes name, long moved) throws IOException {
    if (removed(name)) {
      return moved;
    }
    long number = moved;
    try (var directory = descend(name)) {
      for (var child : directory.names()) {
        if (!directory.removed(child)) {
          do {
            number++;
          } while (!moved(directory, child, Bytes.of(Long.toString(number))));
        }
      }
    }
    removeDirectory(name);
    return number;
  }

  /// Whether `name` is gone now; it is not when it is a directory with something in it.
  private boolean removed(Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long path = address(arena, name);
      long result = Kernel.call(SystemCall.UNLINKAT, descriptor, path, 0);
      if (result == -Errno.EISDIR || result == -Errno.EPERM) {
        result = Kernel.call(SystemCall.UNLINKAT, descriptor, path, REMOVE_DIRECTORY);
      }
      if (result == -Errno.ENOTEMPTY || result == -Errno.EEXIST) {
        return false;
      }
      if (result != -Errno.ENOENT) {
        Kernel.check(SystemCall.UNLINKAT, result, path(name));
      }
      return true;
    }
  }

  /// Moves `oldName` in `directory` here; not when there is something with that name already.
  private boolean moved(HostDirectory directory, Bytes oldName, Bytes name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.RENAMEAT2,
              directory.descriptor,
              address(arena, oldName),
              descriptor,
              address(arena, name),
              0);
      if (result == -Errno.ENOTEMPTY || result == -Errno.EEXIST || result == -Errno.ENOTDIR) {
        return false;
      }
      Kernel.check(SystemCall.RENAMEAT2, result, directory.path(oldName));
      return true;
    }
  }

  private long named(SystemCall call, Bytes name, long argument, long further) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result = Kernel.call(call, descriptor, address(arena, name), argument, further, 0);
      return Kernel.check(call, result, path(name));
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

  private ExtendedAttributes extended(Bytes name) {
    return new ExtendedAttributes(descriptor, name, path(name));
  }

  static long address(Arena arena, Bytes text) {
    var memory = arena.allocate(text.length() + 1L);
    MemorySegment.copy(text.toArray(), 0, memory, ValueLayout.JAVA_BYTE, 0, text.length());
    return memory.address();
  }
}
