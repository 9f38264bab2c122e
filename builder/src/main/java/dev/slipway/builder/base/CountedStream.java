package dev.slipway.builder.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// A stream that tells how much of it was read, every megabyte and at its end.
final class CountedStream extends FilterInputStream {
  private static final long EVERY = 1 << 20;

  private final LongConsumer listener;
  private long done;
  private long told;

  CountedStream(InputStream in, LongConsumer listener) {
    super(in);
    this.listener = listener;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    count(count);
    return count;
  }

  private void count(int count) {
    done += Math.max(count, 0);
    if (done - told >= EVERY || (count < 0 && told < done)) {
      told = done;
      listener.accept(done);
    }
  }
}
