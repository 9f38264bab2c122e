package dev.slipway.builder.context;

import dev.slipway.builder.context.StatCache.Line;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The bytes of a stat cache: a header that names the version, lines of one length, and the SHA-256
/// of all that.
final class StatCacheFormat {
  private static final byte[] HEADER = "slipway stat cache 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final int LINE = 5 * Long.BYTES + 3 * Integer.BYTES + DIGEST;

  private StatCacheFormat() {}

  static byte[] write(List<Line> lines) {
    var bytes = ByteBuffer.allocate(HEADER.length + lines.size() * LINE + DIGEST).put(HEADER);
    for (var line : lines) {
      var stamp = line.stamp();
      bytes.putLong(stamp.device()).putLong(stamp.inode()).putLong(stamp.size());
      putInstant(bytes, stamp.modified());
      putInstant(bytes, stamp.changed());
      bytes.put(HexFormat.of().parseHex(line.digest().hex())).putInt(line.day());
    }
    return bytes.put(checksum(bytes.array(), bytes.position())).array();
  }

  /// @throws IOException when these are not the bytes of a whole cache of this version
  static List<Line> read(byte[] bytes) throws IOException {
    int end = bytes.length - DIGEST;
    if (end < HEADER.length
        || (end - HEADER.length) % LINE != 0
        || !Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)
        || !Arrays.equals(bytes, end, bytes.length, checksum(bytes, end), 0, DIGEST)) {
      throw new IOException("not a stat cache of this version");
    }
    var in = ByteBuffer.wrap(bytes, HEADER.length, end - HEADER.length);
    var lines = new ArrayList<Line>((end - HEADER.length) / LINE);
    while (in.hasRemaining()) {
      var stamp = new FileStamp(in.getLong(), in.getLong(), in.getLong(), instant(in), instant(in));
      var digest = new byte[DIGEST];
      in.get(digest);
      var hex = HexFormat.of().formatHex(digest);
      lines.add(new Line(stamp, new Digest(Digest.Algorithm.SHA256, hex), in.getInt()));
    }
    return lines;
  }

  private static void putInstant(ByteBuffer bytes, Instant instant) {
    bytes.putLong(instant.getEpochSecond()).putInt(instant.getNano());
  }

  private static Instant instant(ByteBuffer bytes) {
    return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
  }

  private static byte[] checksum(byte[] bytes, int length) {
    MessageDigest hasher = Digest.Algorithm.SHA256.hasher();
    hasher.update(bytes, 0, length);
    return hasher.digest();
  }
}
