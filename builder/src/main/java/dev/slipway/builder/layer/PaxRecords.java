package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// The content of a PAX extended header: records of `LENGTH KEY=VALUE\n`.
///
/// See POSIX, "pax Extended Header".
final class PaxRecords {
  /// The record that says where the pieces of a sparse file belong.
  static final String SPARSE_MAP = "GNU.sparse.map";

  private static final String SPARSE_OFFSET = "GNU.sparse.offset";
  private static final String SPARSE_LENGTH = "GNU.sparse.numbytes";

  private PaxRecords() {}

  /// Reads all records; of a key that occurs twice the last one counts.
  ///
  /// Only the offsets and lengths of a sparse file's pieces (PAX 0.0) occur many times: they become
  /// one record, [#SPARSE_MAP], as later formats have it.
  ///
  /// @param content the bytes of the header
  /// @param offset where the header stands in the tar
  /// @throws dev.slipway.builder.BuildException.Malformed when a record is not well formed
  static SortedMap<String, Bytes> parse(byte[] content, long offset) {
    var records = new TreeMap<String, Bytes>();
    var pieces = new SparsePieces(offset);
    int start = 0;
    while (start < content.length) {
      int blank = indexOf(content, ' ', start, Math.min(content.length, start + 10));
      int end = blank < 0 ? -1 : end(content, start, blank);
      int equals = end < 0 ? -1 : indexOf(content, '=', blank + 1, end - 1);
      if (equals <= blank + 1) {
        // Some writers pad with NULs.
        if (isPadding(content, start)) {
          break;
        }
        throw Complaint.at(
            offset, "the extended header is not well formed at its byte %d".formatted(start));
      }
      var key = new String(content, blank + 1, equals - blank - 1, StandardCharsets.ISO_8859_1);
      var value = Bytes.of(content, equals + 1, end - 1);
      switch (key) {
        case SPARSE_OFFSET -> pieces.offset(value);
        case SPARSE_LENGTH -> pieces.length(value);
        default -> records.put(key, value);
      }
      start = end;
    }
    pieces.addTo(records);
    return records;
  }

  // Where the record ends, or -1 when its length does not fit.
  private static int end(byte[] content, int start, int blank) {
    long length = 0;
    for (int i = start; i < blank; i++) {
      if (content[i] < '0' || content[i] > '9') {
        return -1;
      }
      length = length * 10 + content[i] - '0';
    }
    long end = start + length;
    return end > blank + 1 && end <= content.length && content[(int) end - 1] == '\n'
        ? (int) end
        : -1;
  }

  private static int indexOf(byte[] content, char wanted, int start, int end) {
    for (int i = start; i < end; i++) {
      if (content[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isPadding(byte[] content, int start) {
    for (int i = start; i < content.length; i++) {
      if (content[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Offsets and lengths, which take turns.
  private static final class SparsePieces {
    private final long header;
    private final GrowingBuffer text = new GrowingBuffer(0);
    private int count;

    SparsePieces(long header) {
      this.header = header;
    }

    void offset(Bytes value) {
      add(value, 0);
    }

    void length(Bytes value) {
      add(value, 1);
    }

    private void add(Bytes value, int turn) {
      if (count++ % 2 != turn) {
        throw Complaint.at(
            header,
            "the extended header of a sparse file has an offset without a length, or a length without an offset");
      }
      if (count > 1) {
        text.oneByte(',');
      }
      text.bytes(value.toArray());
    }

    void addTo(SortedMap<String, Bytes> records) {
      if (count > 0) {
        records.put(SPARSE_MAP, Bytes.of(text.content(), 0, text.length()));
      }
    }
  }
}
