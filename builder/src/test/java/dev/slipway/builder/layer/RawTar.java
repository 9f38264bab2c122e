package dev.slipway.builder.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Parts of a tar as bytes, for what no program writes.
public final class RawTar {
  private RawTar() {}

  /// The header of an entry.
  public static byte[] raw(String name, char type, int size) {
    var header = new byte[512];
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, 0, bytes.length);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(size));
    put(header, 136, "00000000000");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    seal(header);
    return header;
  }

  /// Writes a text into a header.
  public static void put(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /// Makes the checksum of a header right.
  public static void seal(byte[] header) {
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
  }

  /// Some bytes after others.
  public static byte[] joined(byte[]... parts) {
    var all = new GrowingBuffer(4096);
    for (var part : parts) {
      all.bytes(part);
    }
    return Arrays.copyOf(all.content(), all.length());
  }

  /// An extended header with records, each a `key=value`.
  public static byte[] extended(String... records) {
    var text = new StringBuilder();
    for (var record : records) {
      int length = record.length() + 3;
      length = record.length() + 2 + Integer.toString(length).length();
      length = record.length() + 2 + Integer.toString(length).length();
      text.append(length).append(' ').append(record).append('\n');
    }
    return joined(raw("extended", 'x', text.length()), blocks(text.toString()));
  }

  /// A content, filled up to whole blocks.
  public static byte[] blocks(String content) {
    var bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
  }

  /// A sparse file called `f`, in the format in which its map is a record.
  ///
  /// @param map offsets and lengths of the pieces
  /// @param content the pieces
  public static byte[] sparse(String size, String count, String map, String content) {
    return joined(
        extended(
            "GNU.sparse.size=" + size, "GNU.sparse.numblocks=" + count, "GNU.sparse.map=" + map),
        raw("f", '0', content.length()),
        blocks(content));
  }
}
