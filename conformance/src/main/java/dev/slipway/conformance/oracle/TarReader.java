package dev.slipway.conformance.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.conformance.ConformanceException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the entries of a tar archive: ustar, pax and GNU's long names and big numbers.
///
/// Unlike readers that decode names as text it keeps every byte of names and attributes, because
/// what it reads is evidence. Sparse files are refused.
final class TarReader {

  private static final int BLOCK = 512;
  private static final String ATTRIBUTE = "SCHILY.xattr.";
  private static final int EXTENSION_LIMIT = 16 << 20;

  private final InputStream in;
  private final Map<String, String> global = new HashMap<>();
  private long unread;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /// Moves to the next entry; empty at the end of the archive.
  Optional<TarHeader> next() throws IOException {
    Map<String, String> extended = new HashMap<>(global);
    while (true) {
      discard(unread + padding);
      var block = in.readNBytes(BLOCK);
      if (block.length == 0 || isZero(block)) {
        return Optional.empty();
      }
      if (block.length < BLOCK) {
        throw new ConformanceException.Unreadable("tar: the archive ends within a header");
      }
      verifyChecksum(block);
      begin(number(block, 124, 12));
      switch ((char) block[156]) {
        case 'x' -> extended.putAll(paxRecords(content()));
        case 'g' -> {
          global.putAll(paxRecords(content()));
          extended.putAll(global);
        }
        case 'L' -> extended.put("path", untilZero(content()));
        case 'K' -> extended.put("linkpath", untilZero(content()));
        case 'S' -> throw new ConformanceException.Unreadable("tar: sparse files are not read");
        default -> {
          return Optional.of(header(block, extended));
        }
      }
    }
  }

  /// The bytes of the current entry; it ends where they end.
  InputStream open() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (unread == 0) {
          return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, unread));
        if (count < 0) {
          throw new ConformanceException.Unreadable("tar: the archive ends within a file");
        }
        unread -= count;
        return count;
      }
    };
  }

  /// Reads, because a stream that digests does not see what is skipped.
  private void discard(long count) throws IOException {
    var buffer = new byte[BLOCK * 16];
    for (long left = count; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new ConformanceException.Unreadable("tar: the archive ends within a file");
      }
      left -= read;
    }
  }

  private void begin(long size) {
    unread = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  private String content() throws IOException {
    if (unread > EXTENSION_LIMIT) {
      throw new ConformanceException.Unreadable("tar: an extended header of " + unread + " bytes");
    }
    return new String(open().readAllBytes(), ISO_8859_1);
  }

  private TarHeader header(byte[] block, Map<String, String> extended) {
    var path = extended.getOrDefault("path", ustarName(block));
    char type = type(block, path);
    // Only regular files have content, whatever the size field of a link or folder says.
    begin(type == '0' ? numeric(extended, "size", unread) : 0);
    return new TarHeader(
        path,
        type,
        (int) (number(block, 100, 8) & 07777),
        numeric(extended, "uid", number(block, 108, 8)),
        numeric(extended, "gid", number(block, 116, 8)),
        unread,
        modified(extended, number(block, 136, 12)),
        extended.getOrDefault("linkpath", untilZero(block, 157, 100)),
        new TarHeader.Device(number(block, 329, 8), number(block, 337, 8)),
        attributes(extended));
  }

  private static char type(byte[] block, String path) {
    char type = (char) block[156];
    if (type == 0 || type == '7') {
      return path.endsWith("/") ? '5' : '0';
    }
    return type;
  }

  private static String ustarName(byte[] block) {
    var name = untilZero(block, 0, 100);
    boolean posix = new String(block, 257, 6, ISO_8859_1).equals("ustar\0");
    var prefix = posix ? untilZero(block, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static Instant modified(Map<String, String> extended, long seconds) {
    var text = extended.get("mtime");
    if (text == null) {
      return Instant.ofEpochSecond(seconds);
    }
    var exact = new BigDecimal(text);
    var whole = exact.toBigInteger();
    var nanos = exact.subtract(new BigDecimal(whole)).movePointRight(9).longValue();
    return Instant.ofEpochSecond(whole.longValue(), nanos);
  }

  private static Map<String, String> attributes(Map<String, String> extended) {
    Map<String, String> attributes = new HashMap<>();
    extended.forEach(
        (key, value) -> {
          if (key.startsWith(ATTRIBUTE)) {
            attributes.put(key.substring(ATTRIBUTE.length()), value);
          }
        });
    return attributes;
  }

  private static Map<String, String> paxRecords(String text) {
    Map<String, String> records = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      int blank = text.indexOf(' ', at);
      if (blank < 0) {
        throw new ConformanceException.Unreadable("tar: a pax record without a length");
      }
      int end = at + Integer.parseInt(text.substring(at, blank));
      int equals = text.indexOf('=', blank);
      if (end > text.length() || equals < 0 || equals >= end) {
        throw new ConformanceException.Unreadable("tar: a pax record that is not key=value");
      }
      records.put(text.substring(blank + 1, equals), text.substring(equals + 1, end - 1));
      at = end;
    }
    return records;
  }

  private static long numeric(Map<String, String> extended, String key, long otherwise) {
    var text = extended.get(key);
    return text == null || text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  private static long number(byte[] block, int offset, int length) {
    if ((block[offset] & 0x80) != 0) {
      var bytes = Arrays.copyOfRange(block, offset, offset + length);
      bytes[0] = (byte) ((bytes[0] & 0x40) == 0 ? bytes[0] & 0x7f : bytes[0]);
      return new BigInteger(bytes).longValueExact();
    }
    var text = untilZero(block, offset, length).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text, 8);
  }

  private static String untilZero(byte[] block, int offset, int length) {
    return untilZero(new String(block, offset, length, ISO_8859_1));
  }

  private static String untilZero(String text) {
    int zero = text.indexOf('\0');
    return zero < 0 ? text : text.substring(0, zero);
  }

  private static boolean isZero(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static void verifyChecksum(byte[] block) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    if (sum != number(block, 148, 8)) {
      throw new ConformanceException.Unreadable("tar: a header whose checksum is wrong");
    }
  }
}
