package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// What a layer holds, as a sorted file that is asked without being read whole.
///
/// Records are numbered in the order of their paths. A search touches a few pages of the mapped
/// file, each checked against its checksum when it is touched first. Any number of threads may ask.
public final class LayerIndex {
  private final Path file;
  private final ByteBuffer bytes;
  private final int entries;
  private final int table;
  private final int specials;
  private final int bodyEnd;
  // Several threads may check the same page at once and all write the same answer.
  private final boolean[] checked;

  private LayerIndex(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
    entries = bytes.getInt(IndexFormat.AT_ENTRIES);
    table = bytes.getInt(IndexFormat.AT_TABLE);
    specials = bytes.getInt(IndexFormat.AT_SPECIALS);
    bodyEnd = bytes.getInt(IndexFormat.AT_BODY_END);
    int body = bodyEnd - IndexFormat.HEADER_LENGTH;
    checked = new boolean[(body + IndexFormat.PAGE_LENGTH - 1) / IndexFormat.PAGE_LENGTH];
  }

  /// Maps the index in `file`.
  ///
  /// @throws BuildException.Malformed when the file is not an index of this version, or is damaged;
  ///     the caller may make it anew from the tar
  /// @throws IOException when the file cannot be read
  public static LayerIndex open(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = channel.size();
      if (length < IndexFormat.HEADER_LENGTH || length > Integer.MAX_VALUE) {
        throw damaged(file, "it has %d bytes".formatted(length));
      }
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
      checkHeader(file, bytes);
      return new LayerIndex(file, bytes);
    }
  }

  private static void checkHeader(Path file, ByteBuffer bytes) {
    if (bytes.getLong(IndexFormat.AT_MAGIC) != IndexFormat.MAGIC) {
      throw damaged(file, "it does not begin as one");
    }
    int version = bytes.getInt(IndexFormat.AT_VERSION);
    if (version != IndexFormat.VERSION) {
      throw damaged(file, "it has version %d, not %d".formatted(version, IndexFormat.VERSION));
    }
    var header = new CRC32C();
    header.update(bytes.duplicate().limit(IndexFormat.AT_HEADER_CHECKSUM));
    int length = bytes.getInt(IndexFormat.AT_FILE_LENGTH);
    if ((int) header.getValue() != bytes.getInt(IndexFormat.AT_HEADER_CHECKSUM)
        || length != bytes.limit()) {
      throw damaged(file, "its header does not fit");
    }
    int bodyEnd = bytes.getInt(IndexFormat.AT_BODY_END);
    var pages = new CRC32C();
    pages.update(bytes.slice(bodyEnd, length - bodyEnd));
    if ((int) pages.getValue() != bytes.getInt(IndexFormat.AT_PAGES_CHECKSUM)) {
      throw damaged(file, "its checksums do not fit");
    }
  }

  private static BuildException.Malformed damaged(Path file, String complaint) {
    return new BuildException.Malformed(
        "%s is not a layer index of this version: %s; remove it, it is made anew from the tar"
            .formatted(file, complaint));
  }

  /// The digest of the uncompressed tar that this index was made from.
  public Digest diffId() {
    var digest = new byte[32];
    bytes.get(IndexFormat.AT_DIFF_ID, digest);
    return new Digest(Digest.Algorithm.SHA256, HexFormat.of().formatHex(digest));
  }

  /// The length of the uncompressed tar in bytes.
  public long tarSize() {
    return bytes.getLong(IndexFormat.AT_TAR_SIZE);
  }

  /// What is known of the layer as a whole.
  public LayerSummary summary() {
    return new LayerSummary(diffId(), tarSize(), entries);
  }

  /// Reads the whole file and compares it with its checksums.
  ///
  /// @throws BuildException.Malformed when it is damaged
  public void verify() {
    for (int page = 0; page < checked.length; page++) {
      check(page);
    }
  }

  /// How many records there are, with the parents that the tar only implies.
  int entries() {
    return entries;
  }

  /// How many records need a look when the layer is put on others.
  int specials() {
    return specials;
  }

  /// The number of the record that needs a look, `which` from zero.
  int special(int which) {
    return number(table + entries * IndexFormat.TABLE_ROW + which * 4);
  }

  /// The number of the record for exactly this path, or -1.
  int find(TreePath path) {
    int at = seek(path);
    return at < entries && compare(at, path.toArray()) == 0 ? at : -1;
  }

  /// The number of the first record whose path is not before `path`.
  int seek(TreePath path) {
    return seek(path, 0, entries);
  }

  /// The same within the records from `from` up to `to`.
  int seek(TreePath path, int from, int to) {
    var key = path.toArray();
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The number of the first record that is neither this one nor below it.
  int end(int number) {
    return number(table + number * IndexFormat.TABLE_ROW + 4);
  }

  /// The path of the record of this number.
  TreePath path(int number) {
    int start = start(number);
    check(start, start + 4);
    int length = bytes.getInt(start);
    check(start, start + 4 + length);
    var path = new byte[length];
    bytes.get(start + 4, path);
    return TreePath.of(path);
  }

  /// The kind of the record of this number, as [RecordFormat] numbers them.
  int kind(int number) {
    return afterPath(number, 0);
  }

  /// Whether the record of this number hides what the layers below have in the directory.
  boolean isOpaque(int number) {
    return (afterPath(number, 1) & RecordFormat.OPAQUE) != 0;
  }

  private int afterPath(int number, int offset) {
    int start = start(number);
    check(start, start + 4);
    int at = start + 4 + bytes.getInt(start) + offset;
    check(at, at + 1);
    return bytes.get(at);
  }

  /// The record of this number.
  IndexRecord record(int number) {
    int start = start(number);
    int end = number + 1 < entries ? start(number + 1) : table;
    check(start, end);
    try {
      return RecordFormat.read(bytes.slice(start, end - start));
    } catch (BufferUnderflowException | NegativeArraySizeException | IllegalArgumentException e) {
      throw new BuildException.Malformed("%s: record %d cannot be read".formatted(file, number), e);
    }
  }

  private int start(int number) {
    return number(table + number * IndexFormat.TABLE_ROW);
  }

  private int number(int at) {
    check(at, at + 4);
    return bytes.getInt(at);
  }

  // The same order as TreePath.compareTo, on the bytes where they lie.
  private int compare(int number, byte[] key) {
    int start = start(number);
    check(start, start + 4);
    int length = bytes.getInt(start);
    check(start, start + 4 + length);
    return PathOrder.compare(bytes, start, key);
  }

  private void check(int from, int to) {
    int first = (from - IndexFormat.HEADER_LENGTH) / IndexFormat.PAGE_LENGTH;
    int last = (to - 1 - IndexFormat.HEADER_LENGTH) / IndexFormat.PAGE_LENGTH;
    for (int page = first; page <= last; page++) {
      if (!checked[page]) {
        check(page);
      }
    }
  }

  private void check(int page) {
    int start = IndexFormat.HEADER_LENGTH + page * IndexFormat.PAGE_LENGTH;
    int length = Math.min(IndexFormat.PAGE_LENGTH, bodyEnd - start);
    var checksum = new CRC32C();
    checksum.update(bytes.slice(start, length));
    if ((int) checksum.getValue() != bytes.getInt(bodyEnd + page * 4)) {
      throw damaged(file, "the bytes from %d on do not fit their checksum".formatted(start));
    }
    checked[page] = true;
  }
}
