package dev.slipway.builder.copy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A part of a file as a stream.
final class Section extends FilterInputStream {
  private long rest;

  private Section(InputStream in, long size) {
    super(in);
    this.rest = size;
  }

  /// The `size` bytes of `file` from `position` on.
  static InputStream of(Path file, long position, long size) throws IOException {
    var channel = FileChannel.open(file);
    return new Section(Channels.newInputStream(channel.position(position)), size);
  }

  @Override
  public int read() throws IOException {
    int b = rest == 0 ? -1 : super.read();
    rest -= b < 0 ? 0 : 1;
    return b;
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    if (rest == 0 && count > 0) {
      return -1;
    }
    int got = super.read(target, start, (int) Math.min(count, rest));
    rest -= Math.max(got, 0);
    return got;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, rest));
    rest -= skipped;
    return skipped;
  }
}
