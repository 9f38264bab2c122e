package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Reads the headers of a tar one after another: v7, ustar, PAX and GNU, and sparse files in the
/// formats of the last two.
///
/// It reads what Go's `archive/tar` reads, because that is what layers are written for: global PAX
/// headers are passed over, entries that are neither file nor directory have no content whatever
/// their size says. Hostile bytes give a [BuildException.Malformed] that says where.
public final class TarReader {
  private static final int BLOCK = TarHeader.BLOCK;
  // As Go's: what is longer is no name.
  private static final int LONGEST_EXTENSION = 1 << 20;
  private static final long HIGHEST_OWNER = 0xffff_ffffL;

  private final TarSource source;
  private final byte[] header = new byte[BLOCK];
  // Where the header begins that was read last, and the first of those that are about its entry.
  private long start;
  private long begin;
  private long rest;

  /// A reader of what `source` still holds.
  public TarReader(TarSource source) {
    this.source = source;
  }

  /// The next entry, or nothing at the end; passes over the content of the one before.
  ///
  /// @throws BuildException.Malformed when the tar is not well formed
  /// @throws IOException when the source cannot be read
  public Optional<TarEntry> next() throws IOException {
    skip(rest);
    rest = 0;
    begin = source.position();
    var extensions = new TarExtensions();
    while (readHeader()) {
      char flag = (char) (header[156] & 0xff);
      switch (flag) {
        case 'x', 'X' -> extensions.add(PaxRecords.parse(extension(), start));
        case 'g' -> extension();
        case 'L' -> extensions.longName(withoutNul(extension()));
        case 'K' -> extensions.longLink(withoutNul(extension()));
        case 'V' -> skipContent();
        default -> {
          return Optional.of(entry(flag, extensions));
        }
      }
    }
    if (extensions.isUsed()) {
      throw Complaint.at(source.position(), "the tar ends after an extended header");
    }
    return Optional.empty();
  }

  // Two empty blocks end a tar; so does its end.
  private boolean readHeader() throws IOException {
    start = source.position();
    int count = source.read(header);
    if (count == 0) {
      return false;
    }
    if (count < BLOCK) {
      throw Complaint.at(start, "the tar ends within a header; it was cut off");
    }
    if (isEmpty(header)) {
      count = source.read(header);
      if (count == 0 || (count == BLOCK && isEmpty(header))) {
        return false;
      }
      throw Complaint.at(start, "one empty block stands where two should end the tar");
    }
    checkSum();
    return true;
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : header[i];
      unsigned += b & 0xff;
      signed += b;
    }
    // Old tars summed signed bytes.
    long said = number(148, 8, "checksum");
    if (said != unsigned && said != signed) {
      throw Complaint.at(
          start,
          "no tar header is here: its checksum says %d, its bytes sum up to %d"
              .formatted(said, unsigned));
    }
  }

  private long number(int at, int length, String field) {
    return TarNumbers.field(header, at, length)
        .orElseThrow(() -> Complaint.at(start, "the header's " + field + " is not a number"));
  }

  private byte[] extension() throws IOException {
    long size = number(124, 12, "size");
    if (size < 0 || size > LONGEST_EXTENSION) {
      throw Complaint.at(
          start, "an extended header has %d bytes; at most 1 MiB is read".formatted(size));
    }
    var content = new byte[(int) size];
    if (source.read(content) < size) {
      throw Complaint.at(start, "the tar ends within an extended header; it was cut off");
    }
    skip(-size & (BLOCK - 1));
    return content;
  }

  private void skipContent() throws IOException {
    long size = number(124, 12, "size");
    if (size < 0) {
      throw Complaint.at(start, "an entry has %d bytes".formatted(size));
    }
    skip(padded(size));
  }

  private void skip(long count) throws IOException {
    if (!source.skip(count)) {
      throw Complaint.at(source.position(), "the tar ends within a file; it was cut off");
    }
  }

  private long padded(long size) {
    if (size > Long.MAX_VALUE - BLOCK - start - BLOCK) {
      throw Complaint.at(start, "an entry has %d bytes".formatted(size));
    }
    return size + (-size & (BLOCK - 1));
  }

  private TarEntry entry(char flag, TarExtensions extensions) throws IOException {
    var name = extensions.name().orElseGet(this::name);
    var link = extensions.link().orElseGet(() -> text(157, 100));
    refuseNul(name);
    refuseNul(link);
    var type = type(flag, name);
    long size = size(extensions);
    var metadata = metadata(extensions);
    boolean device = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
    var numbers = device ? device(extensions) : new TarEntry.Numbers(0, 0);
    rest =
        switch (type) {
          case FILE -> padded(size);
          // A GNU incremental dump lists names as the content of directories.
          case DIRECTORY -> flag == 'D' ? padded(size) : 0;
          case HARD_LINK, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> 0;
        };
    var sparse = Optional.<SparseMap>empty();
    if (flag == 'S' || extensions.isSparse()) {
      sparse = Optional.of(map(type, Bytes.of(name), flag, extensions, size));
    }
    return new TarEntry(
        type,
        Bytes.of(name),
        Bytes.of(link),
        metadata,
        type == TarEntry.Type.FILE ? sparse.map(SparseMap::size).orElse(size) : 0,
        numbers,
        source.position(),
        begin,
        sparse);
  }

  private SparseMap map(
      TarEntry.Type type, Bytes name, char flag, TarExtensions extensions, long size)
      throws IOException {
    if (type != TarEntry.Type.FILE) {
      throw Complaint.at(start, "'%s' is no file, and stored as a sparse one".formatted(name));
    }
    var reader = new SparseReader(source, start, name);
    if (flag == 'S') {
      return reader.ofHeader(header, size);
    }
    long content = source.position();
    var map = reader.ofExtensions(extensions, size);
    // It may stand in front of the content, and counts as content then.
    rest -= source.position() - content;
    return map;
  }

  private TarEntry.Type type(char flag, byte[] name) {
    return switch (flag) {
      // Before ustar a directory was a file whose name ended with a slash.
      case '0', '\0', '7', 'S' ->
          name.length > 0 && name[name.length - 1] == '/'
              ? TarEntry.Type.DIRECTORY
              : TarEntry.Type.FILE;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMLINK;
      case '3' -> TarEntry.Type.CHARACTER_DEVICE;
      case '4' -> TarEntry.Type.BLOCK_DEVICE;
      case '5', 'D' -> TarEntry.Type.DIRECTORY;
      case '6' -> TarEntry.Type.FIFO;
      default ->
          throw Complaint.at(
              start,
              "'%s' has the type '%s' (%d), which no layer can hold"
                  .formatted(Bytes.of(name), flag < ' ' ? '?' : flag, (int) flag));
    };
  }

  private void refuseNul(byte[] name) {
    for (byte b : name) {
      if (b == 0) {
        throw Complaint.at(start, "the name '%s' holds a NUL".formatted(Bytes.of(name)));
      }
    }
  }

  private byte[] name() {
    var name = text(0, 100);
    var prefix = prefix();
    if (prefix.length == 0) {
      return name;
    }
    var joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  // GNU tar keeps times where ustar has the prefix; star has a shorter one.
  private byte[] prefix() {
    if (!hasText(257, "ustar\0")) {
      return new byte[0];
    }
    return hasText(508, "tar\0") ? text(345, 131) : text(345, 155);
  }

  private boolean hasText(int at, String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.equals(header, at, at + bytes.length, bytes, 0, bytes.length);
  }

  private byte[] text(int at, int length) {
    return withoutNul(Arrays.copyOfRange(header, at, at + length));
  }

  private static byte[] withoutNul(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return Arrays.copyOf(text, end);
  }

  private long size(TarExtensions extensions) {
    long size = recordOrField(extensions, "size", 124, 12);
    if (size < 0) {
      throw Complaint.at(start, "an entry has %d bytes".formatted(size));
    }
    return size;
  }

  private long recordOrField(TarExtensions extensions, String key, int at, int length) {
    var record = extensions.find(key);
    if (record.isEmpty()) {
      return number(at, length, key);
    }
    return TarNumbers.decimal(record.get())
        .orElseThrow(() -> Complaint.at(start, "the record " + key + " is not a number"));
  }

  private Metadata metadata(TarExtensions extensions) {
    long mode = number(100, 8, "mode");
    long uid = owner(extensions, "uid", 108);
    long gid = owner(extensions, "gid", 116);
    var record = extensions.find("mtime");
    var time =
        record.isEmpty()
            ? new TarTime(number(136, 12, "mtime"), 0)
            : TarTime.parse(record.get())
                .orElseThrow(() -> Complaint.at(start, "the record mtime is not a time"));
    return new Metadata(
        (int) (mode & 07777),
        uid,
        gid,
        time.seconds(),
        time.nanoseconds(),
        extensions.attributes());
  }

  private long owner(TarExtensions extensions, String key, int at) {
    long owner = recordOrField(extensions, key, at, 8);
    if (owner < 0 || owner > HIGHEST_OWNER) {
      throw Complaint.at(start, "%d is not a %s".formatted(owner, key));
    }
    return owner;
  }

  private TarEntry.Numbers device(TarExtensions extensions) {
    long major = recordOrField(extensions, "SCHILY.devmajor", 329, 8);
    long minor = recordOrField(extensions, "SCHILY.devminor", 337, 8);
    if (major < 0 || minor < 0) {
      throw Complaint.at(start, "%d:%d is not a device".formatted(major, minor));
    }
    return new TarEntry.Numbers(major, minor);
  }
}
