package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The extended attributes of one name in an open directory; a symbolic link's own.
///
/// @param directory the descriptor of the directory
/// @param name the name in it
/// @param label what the name is called in messages
record ExtendedAttributes(int directory, Bytes name, String label) {
  private static final int LONGEST = 65536;

  /// All of them by full name; none where the file system has none.
  ///
  /// @throws SystemCallException when they cannot be read
  SortedMap<String, Bytes> all() throws IOException {
    try (var arena = Arena.ofConfined()) {
      long path = path(arena);
      var names = arena.allocate(LONGEST);
      long length = Kernel.call(SystemCall.LLISTXATTR, path, names.address(), LONGEST);
      if (length == 0 || length == -Errno.EOPNOTSUPP) {
        return Collections.emptySortedMap();
      }
      Kernel.check(SystemCall.LLISTXATTR, length, label);
      var attributes = new TreeMap<String, Bytes>();
      for (long at = 0; at < length; ) {
        var attribute = Listing.terminated(names.asSlice(at));
        var value = arena.allocate(LONGEST);
        long valueLength = read(path, names.address() + at, value);
        attributes.put(attribute.toString(), bytes(value, valueLength));
        at += attribute.length() + 1;
      }
      return attributes;
    }
  }

  /// The value of one, if it is there.
  ///
  /// @throws SystemCallException when it cannot be read
  Optional<Bytes> find(String attribute) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(LONGEST);
      long length = read(path(arena), arena.allocateFrom(attribute).address(), value);
      return length == -Errno.ENODATA || length == -Errno.EOPNOTSUPP
          ? Optional.empty()
          : Optional.of(bytes(value, length));
    }
  }

  private static long read(long path, long attribute, MemorySegment value) {
    return Kernel.call(SystemCall.LGETXATTR, path, attribute, value.address(), LONGEST, 0);
  }

  private Bytes bytes(MemorySegment value, long length) throws IOException {
    Kernel.check(SystemCall.LGETXATTR, length, label);
    return Bytes.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Sets one.
  ///
  /// @throws SystemCallException when it cannot be set
  void set(String attribute, Bytes value) throws IOException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.LSETXATTR,
              path(arena),
              arena.allocateFrom(attribute).address(),
              HostDirectory.address(arena, value),
              value.length(),
              0);
      Kernel.check(SystemCall.LSETXATTR, result, attribute + " of " + label);
    }
  }

  // There is no call for attributes that takes a directory and a name.
  private long path(Arena arena) {
    var prefix = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.UTF_8);
    var path = new byte[prefix.length + name.length()];
    System.arraycopy(prefix, 0, path, 0, prefix.length);
    System.arraycopy(name.toArray(), 0, path, prefix.length, name.length());
    return HostDirectory.address(arena, Bytes.of(path));
  }
}
