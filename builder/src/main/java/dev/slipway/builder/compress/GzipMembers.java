package dev.slipway.builder.compress;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The plain bytes of one or more gzip members, each checked against its trailer.
///
/// Not the JDK's stream, which takes the end of what has arrived from the network for the end of
/// the last member. See RFC 1952.
final class GzipMembers extends InputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[64 * 1024];
  private int next;
  private int end;
  private boolean inMember;
  private boolean ended;

  GzipMembers(InputStream in) throws IOException {
    this.in = in;
    openMember();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (!ended) {
      int got = inflate(target, start, count);
      if (got > 0) {
        crc.update(target, start, got);
        return got;
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int start, int count) throws IOException {
    try {
      int got = inflater.inflate(target, start, count);
      if (got == 0 && inflater.finished()) {
        closeMember();
      } else if (got == 0 && inflater.needsDictionary()) {
        throw damaged("they need a dictionary");
      } else if (got == 0 && inflater.needsInput()) {
        if (next == end && !fill()) {
          throw damaged("they are cut off");
        }
        inflater.setInput(buffer, next, end - next);
        next = end;
      }
      return got;
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private void closeMember() throws IOException {
    // What the inflater did not use belongs to the trailer and to the next member.
    next = end - inflater.getRemaining();
    long wanted = fourBytes();
    long size = fourBytes();
    if (wanted != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw damaged("they do not fit their checksum");
    }
    if (next == end && !fill()) {
      ended = true;
      inMember = false;
      return;
    }
    openMember();
  }

  private void openMember() throws IOException {
    inflater.reset();
    crc.reset();
    inMember = false;
    if (oneByte() != 0x1f || oneByte() != 0x8b || oneByte() != 8) {
      throw damaged("no gzip header is where one should be");
    }
    int flags = oneByte();
    skip(6);
    if ((flags & EXTRA) != 0) {
      int low = oneByte();
      skip(low | oneByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inMember = true;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      oneByte();
    }
  }

  private void skipText() throws IOException {
    int b;
    do {
      b = oneByte();
    } while (b != 0);
  }

  private long fourBytes() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) oneByte() << (8 * i);
    }
    return value;
  }

  private int oneByte() throws IOException {
    if (next == end && !fill()) {
      throw damaged(inMember ? "they are cut off" : "they end within a header");
    }
    return buffer[next++] & 0xff;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(in.read(buffer), 0);
    return end > 0;
  }

  private static BuildException.Malformed damaged(String why) {
    return new BuildException.Malformed("decompressing a layer: the gzip data are damaged: " + why);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
