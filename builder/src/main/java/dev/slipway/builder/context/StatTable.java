package dev.slipway.builder.context;

import dev.slipway.builder.context.StatCache.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/// The bytes of a stat cache: a header that names the version, the number of lines, their columns,
/// sorted by device and inode, and the CRC-32 of all that.
///
/// It is columns of numbers, which are searched as they lie: most builds ask for few of the files,
/// and a loop over thousands of objects is what a short process cannot afford.
final class StatTable {
  /// The table of no line.
  static final StatTable EMPTY = new StatTable(new long[0], 0);

  /// Where a line is that is not there.
  static final int NOWHERE = -1;

  private static final byte[] HEADER = "slipway stat cache 5\n".getBytes(StandardCharsets.US_ASCII);

  // Which column holds what; the hash has the four from HASH on.
  private static final int DEVICE = 0;
  private static final int INODE = 1;
  private static final int SIZE = 2;
  private static final int MODIFIED = 3;
  private static final int CHANGED = 4;
  private static final int HASH = 5;
  private static final int DAY = 9;
  private static final int COLUMNS = 10;

  private final long[] numbers;
  private final int count;

  private StatTable(long[] numbers, int count) {
    this.numbers = numbers;
    this.count = count;
  }

  /// The bytes of the table that holds `lines`, of which no two are of one file.
  static byte[] write(List<Line> lines) {
    var sorted = new ArrayList<>(lines);
    sorted.sort(StatTable::order);
    int count = sorted.size();
    var out = ByteBuffer.allocate(begin() + count * COLUMNS * Long.BYTES + Integer.BYTES);
    out.put(HEADER).putInt(count);
    for (int column = 0; column < COLUMNS; column++) {
      for (var line : sorted) {
        out.putLong(number(line, column));
      }
    }
    return out.putInt(checksum(out.array(), out.position())).array();
  }

  private static int begin() {
    return HEADER.length + Integer.BYTES;
  }

  private static int order(Line one, Line other) {
    int order = Long.compare(one.stamp().device(), other.stamp().device());
    return order == 0 ? Long.compare(one.stamp().inode(), other.stamp().inode()) : order;
  }

  private static long number(Line line, int column) {
    var stamp = line.stamp();
    return switch (column) {
      case DEVICE -> stamp.device();
      case INODE -> stamp.inode();
      case SIZE -> stamp.size();
      case MODIFIED -> stamp.modified();
      case CHANGED -> stamp.changed();
      case HASH -> line.hash().first();
      case HASH + 1 -> line.hash().second();
      case HASH + 2 -> line.hash().third();
      case HASH + 3 -> line.hash().fourth();
      case DAY -> line.day();
      default -> throw new IllegalArgumentException("there is no column " + column);
    };
  }

  /// @throws IOException when these are not the bytes of a whole table of this version
  static StatTable read(byte[] bytes) throws IOException {
    int end = bytes.length - Integer.BYTES;
    var in = ByteBuffer.wrap(bytes);
    if (end < begin()
        || !Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)
        || in.getInt(HEADER.length) * (long) (COLUMNS * Long.BYTES) != end - begin()
        || in.getInt(end) != checksum(bytes, end)) {
      throw new IOException("not a stat cache of this version");
    }
    int count = in.getInt(HEADER.length);
    var numbers = new long[COLUMNS * count];
    in.position(begin()).asLongBuffer().get(numbers);
    return new StatTable(numbers, count);
  }

  /// Where the line of the file with the device and inode of `stamp` is, if the stamp in it is this
  /// one; else [#NOWHERE].
  int find(FileStamp stamp) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(numbers[DEVICE * count + middle], stamp.device());
      if (order == 0) {
        order = Long.compare(numbers[INODE * count + middle], stamp.inode());
      }
      if (order == 0) {
        return isOf(stamp, middle) ? middle : NOWHERE;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return NOWHERE;
  }

  private boolean isOf(FileStamp stamp, int line) {
    return number(SIZE, line) == stamp.size()
        && number(MODIFIED, line) == stamp.modified()
        && number(CHANGED, line) == stamp.changed();
  }

  /// The hash in a line.
  ContentHash hash(int line) {
    return new ContentHash(
        number(HASH, line), number(HASH + 1, line), number(HASH + 2, line), number(HASH + 3, line));
  }

  /// The day in a line.
  int day(int line) {
    return (int) number(DAY, line);
  }

  /// All lines.
  List<Line> lines() {
    var lines = new ArrayList<Line>(count);
    for (int i = 0; i < count; i++) {
      var stamp =
          new FileStamp(
              number(DEVICE, i),
              number(INODE, i),
              number(SIZE, i),
              number(MODIFIED, i),
              number(CHANGED, i));
      lines.add(new Line(stamp, hash(i), day(i)));
    }
    return lines;
  }

  private long number(int column, int line) {
    return numbers[column * count + line];
  }

  // Against damage, not against malice: the file is as private as the store.
  private static int checksum(byte[] bytes, int length) {
    var checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
