package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Reads where the pieces of a sparse file belong, in each of the four ways in which GNU tar says
/// it: in the header and blocks behind it (its old format), in records of the extended header (PAX
/// 0.0 and 0.1), in front of the content (PAX 1.0).
///
/// See the manual of GNU tar, "Storing Sparse Files".
final class SparseReader {
  private static final int BLOCK = TarHeader.BLOCK;
  // As Go's: no map takes more.
  private static final int LONGEST_MAP = 1 << 20;
  private static final int PAIR = 24;

  private final TarSource source;
  private final long start;
  private final Bytes name;

  /// A reader of the map that belongs to the entry `name`, whose header begins at `start`.
  ///
  /// @param source stands behind the header
  SparseReader(TarSource source, long start, Bytes name) {
    this.source = source;
    this.start = start;
    this.name = name;
  }

  /// The map that `header` begins and the blocks behind it go on with.
  ///
  /// @param size how many bytes of content the tar has
  SparseMap ofHeader(byte[] header, long size) throws IOException {
    if (!"ustar  \0".equals(new String(header, 257, 8, StandardCharsets.ISO_8859_1))) {
      throw complaint("is stored as star does it; make the tar again without -S");
    }
    var map = begin(field(header, 483));
    boolean more = pairs(map, header, 386, 4);
    for (int length = BLOCK; more; length += BLOCK) {
      more = pairs(map, block(length), 0, 21);
    }
    return checked(map.build(), size);
  }

  private boolean pairs(SparseMap.Builder map, byte[] block, int at, int most) {
    for (int i = 0; i < most && block[at + i * PAIR] != 0; i++) {
      add(map, field(block, at + i * PAIR), field(block, at + i * PAIR + PAIR / 2));
    }
    return block[at + most * PAIR] != 0;
  }

  private long field(byte[] block, int at) {
    return TarNumbers.field(block, at, PAIR / 2).orElseThrow(this::notNumbers);
  }

  /// The map that records say, or that stands in front of the content when they say so.
  ///
  /// @param size how many bytes of content the tar has, with the map
  SparseMap ofExtensions(TarExtensions extensions, long size) throws IOException {
    var version = text(extensions, "major") + "." + text(extensions, "minor");
    var whole = extensions.find("GNU.sparse.size").or(() -> extensions.find("GNU.sparse.realsize"));
    var map = begin(whole.isPresent() ? decimal(whole.get()) : size);
    return switch (version) {
      // The first two versions did not say that they are.
      case ".", "0.0", "0.1" -> checked(ofRecords(map, extensions), size);
      case "1.0" -> ofContent(map, size);
      default ->
          throw complaint(
              "has the format %s, which nobody knows here; make the tar again without --sparse"
                  .formatted(version));
    };
  }

  private static String text(TarExtensions extensions, String key) {
    return extensions
        .find("GNU.sparse." + key)
        .map(value -> new String(value, StandardCharsets.ISO_8859_1))
        .orElse("");
  }

  private SparseMap ofRecords(SparseMap.Builder map, TarExtensions extensions) {
    var text = text(extensions, "map");
    var numbers = text.isEmpty() ? new String[0] : text.split(",", -1);
    long count = decimal(text(extensions, "numblocks").getBytes(StandardCharsets.ISO_8859_1));
    if (count != numbers.length / 2.0) {
      throw complaint("has %d pieces, and its map has %d numbers".formatted(count, numbers.length));
    }
    for (int i = 0; i < numbers.length; i += 2) {
      add(
          map,
          decimal(numbers[i].getBytes(StandardCharsets.ISO_8859_1)),
          decimal(numbers[i + 1].getBytes(StandardCharsets.ISO_8859_1)));
    }
    return map.build();
  }

  private long decimal(byte[] text) {
    return TarNumbers.decimal(text).orElseThrow(this::notNumbers);
  }

  private SparseMap ofContent(SparseMap.Builder map, long size) throws IOException {
    var lines = new Lines();
    for (long count = lines.number(); count > 0; count--) {
      add(map, lines.number(), lines.number());
    }
    return checked(map.build(), size - lines.length);
  }

  /// Numbers, each on a line, the last of them followed by the rest of its block.
  private final class Lines {
    private byte[] block = new byte[0];
    private int next;
    private int length;

    long number() throws IOException {
      long value = 0;
      for (int digits = 0; ; digits++) {
        byte b = next();
        if (b == '\n' && digits > 0) {
          return value;
        }
        if (b < '0' || b > '9' || value > (Long.MAX_VALUE - (b - '0')) / 10) {
          throw notNumbers();
        }
        value = value * 10 + b - '0';
      }
    }

    private byte next() throws IOException {
      if (next == block.length) {
        length += BLOCK;
        block = block(length);
        next = 0;
      }
      return block[next++];
    }
  }

  private byte[] block(int length) throws IOException {
    if (length > LONGEST_MAP) {
      throw complaint("has a map of more than 1 MiB");
    }
    var block = new byte[BLOCK];
    if (source.read(block) < BLOCK) {
      throw Complaint.at(
          source.position(), "the tar ends within the map of a sparse file; it was cut off");
    }
    return block;
  }

  private SparseMap.Builder begin(long whole) {
    try {
      return new SparseMap.Builder(whole);
    } catch (IllegalArgumentException e) {
      throw complaint(String.valueOf(e.getMessage()));
    }
  }

  private void add(SparseMap.Builder map, long offset, long length) {
    try {
      map.add(offset, length);
    } catch (IllegalArgumentException e) {
      throw complaint(String.valueOf(e.getMessage()));
    }
  }

  private SparseMap checked(SparseMap map, long size) {
    if (map.stored() != size) {
      throw complaint(
          "has pieces of %d bytes together, and the tar holds %d of it"
              .formatted(map.stored(), size));
    }
    return map;
  }

  private BuildException.Malformed notNumbers() {
    return complaint("has a map that is not made of numbers");
  }

  private BuildException.Malformed complaint(String what) {
    return Complaint.at(start, "the sparse file '%s' %s".formatted(name, what));
  }
}
