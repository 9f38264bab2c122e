package dev.slipway.builder.context;

import dev.slipway.builder.context.StatCache.Line;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// The bytes of a stat cache: a header that names the version, lines of one length, sorted by
/// device and inode, and the CRC-32 of all that.
///
/// Lines are looked up where they lie: most builds ask for few of them, and many for none.
final class StatTable {
  /// The table of no line.
  static final StatTable EMPTY = new StatTable(ByteBuffer.allocate(0), 0);

  private static final byte[] HEADER = "slipway stat cache 2\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final int INODE = Long.BYTES;
  private static final int LINE = 5 * Long.BYTES + 3 * Integer.BYTES + DIGEST;
  private static final Comparator<Line> ORDER =
      Comparator.<Line>comparingLong(line -> line.stamp().device())
          .thenComparingLong(line -> line.stamp().inode());

  private final ByteBuffer bytes;
  private final int count;

  private StatTable(ByteBuffer bytes, int count) {
    this.bytes = bytes;
    this.count = count;
  }

  /// The bytes of the table that holds `lines`, of which no two are of one file.
  static byte[] write(List<Line> lines) {
    var bytes = ByteBuffer.allocate(HEADER.length + lines.size() * LINE + Integer.BYTES);
    bytes.put(HEADER);
    for (var line : lines.stream().sorted(ORDER).toList()) {
      var stamp = line.stamp();
      bytes.putLong(stamp.device()).putLong(stamp.inode()).putLong(stamp.size());
      putInstant(bytes, stamp.modified());
      putInstant(bytes, stamp.changed());
      bytes.put(HexFormat.of().parseHex(line.digest().hex())).putInt(line.day());
    }
    return bytes.putInt(checksum(bytes.array(), bytes.position())).array();
  }

  /// @throws IOException when these are not the bytes of a whole table of this version
  static StatTable read(byte[] bytes) throws IOException {
    int end = bytes.length - Integer.BYTES;
    if (end < HEADER.length
        || (end - HEADER.length) % LINE != 0
        || !Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)
        || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw new IOException("not a stat cache of this version");
    }
    return new StatTable(ByteBuffer.wrap(bytes), (end - HEADER.length) / LINE);
  }

  /// The line of the file with this number on this device.
  Optional<Line> find(long device, long inode) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = HEADER.length + middle * LINE;
      int order = Long.compare(bytes.getLong(at), device);
      if (order == 0) {
        order = Long.compare(bytes.getLong(at + INODE), inode);
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
    var in = bytes.duplicate().position(HEADER.length + index * LINE);
    var stamp = new FileStamp(in.getLong(), in.getLong(), in.getLong(), instant(in), instant(in));
    var digest = new byte[DIGEST];
    in.get(digest);
    var hex = HexFormat.of().formatHex(digest);
    return new Line(stamp, new Digest(Digest.Algorithm.SHA256, hex), in.getInt());
  }

  private static void putInstant(ByteBuffer bytes, Instant instant) {
    bytes.putLong(instant.getEpochSecond()).putInt(instant.getNano());
  }

  private static Instant instant(ByteBuffer bytes) {
    return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
  }

  // Against damage, not against malice: the file is as private as the store.
  private static int checksum(byte[] bytes, int length) {
    var checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
