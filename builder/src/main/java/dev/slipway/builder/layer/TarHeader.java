package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The header of one entry of a tar, to the byte as Go's `archive/tar` and thus BuildKit write it.
///
/// Plain ustar without the names of users and groups; what does not fit goes to a PAX record in
/// front of it. Times are whole seconds and of the attributes only file capabilities are kept, as
/// in every layer that BuildKit makes.
///
/// @param name the name as it stands in the tar: relative, a directory's with a slash at its end
/// @param type the type flag
/// @param metadata mode, owner, time and attributes
/// @param size the length of the content that follows
/// @param link the target of a symbolic or hard link; else empty
/// @param major the driver's number of a device; else zero
/// @param minor the device's number; else zero
record TarHeader(
    Bytes name, char type, Metadata metadata, long size, Bytes link, long major, long minor) {

  static final int BLOCK = 512;

  /// The only extended attribute that a layer carries.
  static final String CAPABILITY = "security.capability";

  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final int HIGHEST_7_DIGITS = (1 << 21) - 1;
  private static final long HIGHEST_11_DIGITS = (1L << 33) - 1;

  /// The header for what `node` is, with `size` bytes of content.
  static TarHeader of(TreePath path, Node node, long size) {
    var name = path.toArray();
    return switch (node) {
      case Node.Directory(var metadata) -> plain(asDirectory(name), '5', metadata, 0);
      case Node.RegularFile(var metadata, _, _) -> plain(name, '0', metadata, size);
      case Node.Symlink(var metadata, var target) ->
          new TarHeader(Bytes.of(name), '2', metadata, 0, target, 0, 0);
      case Node.Device(var metadata, var kind, var major, var minor) ->
          new TarHeader(
              Bytes.of(name),
              kind == Node.Device.Kind.BLOCK ? '4' : '3',
              metadata,
              0,
              Bytes.EMPTY,
              major,
              minor);
      case Node.Fifo(var metadata) -> plain(name, '6', metadata, 0);
    };
  }

  /// The header for another name of the file at `first`.
  static TarHeader link(TreePath path, Metadata metadata, TreePath first) {
    return new TarHeader(
        Bytes.of(path.toArray()), '1', metadata, 0, Bytes.of(first.toArray()), 0, 0);
  }

  /// The header that says that there is no `path` any more.
  static TarHeader whiteout(TreePath path) {
    var marker = new GrowingBuffer(64);
    if (!path.parent().isRoot()) {
      marker.bytes(path.parent().toArray());
      marker.oneByte('/');
    }
    marker.bytes(".wh.".getBytes(StandardCharsets.US_ASCII));
    marker.bytes(path.name().toArray());
    var name = Arrays.copyOf(marker.content(), marker.length());
    return plain(name, '0', Metadata.of(0, 0), 0);
  }

  private static TarHeader plain(byte[] name, char type, Metadata metadata, long size) {
    return new TarHeader(Bytes.of(name), type, metadata, size, Bytes.EMPTY, 0, 0);
  }

  private static byte[] asDirectory(byte[] path) {
    var name = Arrays.copyOf(path, path.length + 1);
    name[path.length] = '/';
    return name;
  }

  /// What is left of `metadata` after it went through a header of this kind.
  static Metadata kept(Metadata metadata) {
    var capability = metadata.attributes().get(CAPABILITY);
    SortedMap<String, Bytes> attributes =
        capability == null
            ? Collections.emptySortedMap()
            : new TreeMap<>(Map.of(CAPABILITY, capability));
    return metadata.withTime(metadata.seconds(), 0).withAttributes(attributes);
  }

  /// Appends the blocks of this header to `out`.
  ///
  /// @throws BuildException.Malformed when a number of a device is larger than the format can say
  void write(GrowingBuffer out) {
    if (major > HIGHEST_7_DIGITS || minor > HIGHEST_7_DIGITS) {
      throw new BuildException.Malformed(
          "%s: the device number %d:%d does not fit into a tar".formatted(name, major, minor));
    }
    var fullName = name.toArray();
    var records = records(fullName);
    int split = splitAt(fullName);
    if (records.isEmpty() || (records.size() == 1 && records.containsKey("path") && split > 0)) {
      ustar(out, fullName, Math.max(split, 0));
      return;
    }
    var extension = new GrowingBuffer(256);
    records.forEach((key, value) -> record(extension, key, value));
    extensionHeader(out, fullName, extension.length());
    out.bytes(extension.content(), 0, extension.length());
    out.bytes(new byte[-extension.length() & (BLOCK - 1)]);
    ustar(out, fullName, 0);
  }

  private SortedMap<String, byte[]> records(byte[] fullName) {
    var records = new TreeMap<String, byte[]>();
    if (fullName.length > NAME || !isAscii(fullName)) {
      records.put("path", fullName);
    }
    var target = link.toArray();
    if (target.length > NAME || !isAscii(target)) {
      records.put("linkpath", target);
    }
    number(records, "uid", metadata.uid(), HIGHEST_7_DIGITS);
    number(records, "gid", metadata.gid(), HIGHEST_7_DIGITS);
    number(records, "size", size, HIGHEST_11_DIGITS);
    number(records, "mtime", metadata.seconds(), HIGHEST_11_DIGITS);
    var capability = metadata.attributes().get(CAPABILITY);
    if (capability != null) {
      records.put("SCHILY.xattr." + CAPABILITY, capability.toArray());
    }
    return records;
  }

  private static void number(
      SortedMap<String, byte[]> records, String key, long value, long highest) {
    if (value < 0 || value > highest) {
      records.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
  }

  // The length that a record begins with counts its own digits too.
  private static void record(GrowingBuffer out, String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    out.bytes((length + " " + key + "=").getBytes(StandardCharsets.US_ASCII));
    out.bytes(value);
    out.oneByte('\n');
  }

  private static void extensionHeader(GrowingBuffer out, byte[] fullName, int length) {
    int slash = lastSlash(fullName, fullName.length);
    var directory = TreePath.of(Arrays.copyOf(fullName, slash + 1));
    var file = TreePath.of(Arrays.copyOfRange(fullName, slash + 1, fullName.length));
    var extensionName = asciiOf(directory.resolve("PaxHeaders.0").resolve(file).toArray());
    int end = Math.min(extensionName.length, NAME);
    while (end > 0 && extensionName[end - 1] == '/') {
      end--;
    }
    var block = new byte[BLOCK];
    System.arraycopy(extensionName, 0, block, 0, end);
    octal(block, 100, 8, 0);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, length);
    octal(block, 136, 12, 0);
    block[156] = 'x';
    seal(out, block);
  }

  private void ustar(GrowingBuffer out, byte[] fullName, int split) {
    var block = new byte[BLOCK];
    if (split > 0) {
      System.arraycopy(fullName, split + 1, block, 0, fullName.length - split - 1);
      System.arraycopy(fullName, 0, block, 345, split);
    } else {
      text(block, 0, fullName);
    }
    octal(block, 100, 8, metadata.mode());
    octal(block, 108, 8, metadata.uid());
    octal(block, 116, 8, metadata.gid());
    octal(block, 124, 12, size);
    octal(block, 136, 12, metadata.seconds());
    block[156] = (byte) type;
    text(block, 157, link.toArray());
    octal(block, 329, 8, major);
    octal(block, 337, 8, minor);
    seal(out, block);
  }

  private static void seal(GrowingBuffer out, byte[] block) {
    System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 7, sum);
    out.bytes(block);
  }

  private static void text(byte[] block, int start, byte[] value) {
    var ascii = asciiOf(value);
    System.arraycopy(ascii, 0, block, start, Math.min(ascii.length, NAME));
    // Readers that ignore PAX would take a cut name with a slash at its end for a directory.
    if (ascii.length > NAME && ascii[NAME - 1] == '/') {
      int end = NAME;
      while (end > 0 && ascii[end - 1] == '/') {
        end--;
      }
      block[start + end] = 0;
    }
  }

  // A number that does not fit stands in a PAX record, and here is zero.
  private static void octal(byte[] block, int start, int length, long value) {
    int digits = length - 1;
    long rest = value < 0 || value >>> (3 * digits) != 0 ? 0 : value;
    for (int i = start + digits - 1; i >= start; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
    block[start + digits] = 0;
  }

  // Where the slash is that parts prefix and fullName, or -1.
  private static int splitAt(byte[] fullName) {
    if (fullName.length <= NAME || !isAscii(fullName)) {
      return -1;
    }
    int length = fullName.length;
    if (length > PREFIX + 1) {
      length = PREFIX + 1;
    } else if (fullName[length - 1] == '/') {
      length--;
    }
    int slash = lastSlash(fullName, length);
    int rest = fullName.length - slash - 1;
    return slash <= 0 || rest > NAME || rest == 0 ? -1 : slash;
  }

  private static int lastSlash(byte[] bytes, int length) {
    int at = length - 1;
    while (at >= 0 && bytes[at] != '/') {
      at--;
    }
    return at;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] asciiOf(byte[] bytes) {
    var ascii = new byte[bytes.length];
    int length = 0;
    for (byte b : bytes) {
      if (b >= 0) {
        ascii[length++] = b;
      }
    }
    return Arrays.copyOf(ascii, length);
  }
}
