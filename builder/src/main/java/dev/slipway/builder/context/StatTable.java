package dev.slipway.builder.context;

import dev.slipway.builder.context.StatCache.Line;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// The bytes of a stat cache: a header that names the version, the number of lines, their columns,
/// sorted by device and inode, and the CRC-32 of all that.
///
/// It is columns of numbers, which are searched as they lie: most builds ask for few of the files,
/// and a loop over thousands of objects is what a short process cannot afford.
final class StatTable {
  /// The table of no line.
  static final StatTable EMPTY = new StatTable(new long[0], 0);

  private static final byte[] HEADER = "slipway stat cache 3\n".getBytes(StandardCharsets.US_ASCII);

  private static final HexFormat HEX = HexFormat.of();

  // Which column holds what; the four from DIGEST on are the digest.
  private static final int DEVICE = 0;
  private static final int INODE = 1;
  private static final int SIZE = 2;
  private static final int MODIFIED = 3;
  private static final int CHANGED = 5;
  private static final int DIGEST = 7;
  private static final int DAY = 11;
  private static final int COLUMNS = 12;

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
    var numbers = new long[COLUMNS * count];
    for (int i = 0; i < count; i++) {
      var stamp = sorted.get(i).stamp();
      numbers[DEVICE * count + i] = stamp.device();
      numbers[INODE * count + i] = stamp.inode();
      numbers[SIZE * count + i] = stamp.size();
      put(numbers, MODIFIED * count + i, count, stamp.modified());
      put(numbers, CHANGED * count + i, count, stamp.changed());
      var hex = sorted.get(i).digest().hex();
      for (int part = 0; part < 4; part++) {
        numbers[(DIGEST + part) * count + i] =
            Long.parseUnsignedLong(hex, part * 16, part * 16 + 16, 16);
      }
      numbers[DAY * count + i] = sorted.get(i).day();
    }
    var bytes =
        ByteBuffer.allocate(HEADER.length + Integer.BYTES + numbers.length * 8 + Integer.BYTES);
    bytes.put(HEADER).putInt(count).asLongBuffer().put(numbers);
    bytes.position(bytes.capacity() - Integer.BYTES);
    return bytes.putInt(checksum(bytes.array(), bytes.position())).array();
  }

  private static void put(long[] numbers, int at, int count, Instant instant) {
    numbers[at] = instant.getEpochSecond();
    numbers[at + count] = instant.getNano();
  }

  private static int order(Line one, Line other) {
    int order = Long.compare(one.stamp().device(), other.stamp().device());
    return order == 0 ? Long.compare(one.stamp().inode(), other.stamp().inode()) : order;
  }

  /// @throws IOException when these are not the bytes of a whole table of this version
  static StatTable read(byte[] bytes) throws IOException {
    int end = bytes.length - Integer.BYTES;
    int begin = HEADER.length + Integer.BYTES;
    var in = ByteBuffer.wrap(bytes);
    if (end < begin
        || !Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)
        || in.getInt(HEADER.length) * 8L * COLUMNS != end - begin
        || in.getInt(end) != checksum(bytes, end)) {
      throw new IOException("not a stat cache of this version");
    }
    int count = in.getInt(HEADER.length);
    var numbers = new long[COLUMNS * count];
    in.position(begin).asLongBuffer().get(numbers);
    return new StatTable(numbers, count);
  }

  /// The line of the file with this number on this device.
  Optional<Line> find(long device, long inode) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(numbers[DEVICE * count + middle], device);
      if (order == 0) {
        order = Long.compare(numbers[INODE * count + middle], inode);
      }
      if (order == 0) {
        return Optional.of(line(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /// All lines.
  List<Line> lines() {
    var lines = new ArrayList<Line>(count);
    for (int i = 0; i < count; i++) {
      lines.add(line(i));
    }
    return lines;
  }

  private Line line(int index) {
    var stamp =
        new FileStamp(
            number(DEVICE, index),
            number(INODE, index),
            number(SIZE, index),
            instant(MODIFIED, index),
            instant(CHANGED, index));
    var hex = new StringBuilder(64);
    for (int part = 0; part < 4; part++) {
      hex.append(HEX.toHexDigits(number(DIGEST + part, index)));
    }
    var digest = new Digest(Digest.Algorithm.SHA256, hex.toString());
    return new Line(stamp, digest, (int) number(DAY, index));
  }

  private long number(int column, int index) {
    return numbers[column * count + index];
  }

  private Instant instant(int column, int index) {
    return Instant.ofEpochSecond(number(column, index), number(column + 1, index));
  }

  // Against damage, not against malice: the file is as private as the store.
  private static int checksum(byte[] bytes, int length) {
    var checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
