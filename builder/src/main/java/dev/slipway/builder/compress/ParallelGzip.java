package dev.slipway.builder.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/// One gzip member, deflated in blocks of fixed size at once on several threads, as pigz does it.
///
/// Each block may refer back to the last 32 KiB before it, and ends on a byte so that the blocks
/// can be put together.
final class ParallelGzip {
  static final int BLOCK = 1 << 20;
  static final int WINDOW = 1 << 15;

  // RFC 1952: deflate, no flags, no time, no extra flags, unknown system.
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final ExecutorService pool;
  private final int ahead;
  private final int level;
  private final Deque<Future<byte[]>> waiting = new ArrayDeque<>();

  ParallelGzip(ExecutorService pool, int threads, int level) {
    this.pool = pool;
    this.ahead = threads + 1;
    this.level = level;
  }

  void compress(InputStream in, OutputStream out) throws IOException {
    try {
      out.write(HEADER);
      var crc = new CRC32();
      long size = deflate(in, out, crc);
      out.write(trailer(crc.getValue(), size));
    } finally {
      waiting.forEach(each -> each.cancel(false));
    }
  }

  private long deflate(InputStream in, OutputStream out, CRC32 crc) throws IOException {
    long size = 0;
    var block = new byte[WINDOW + BLOCK];
    int window = 0;
    int length = in.readNBytes(block, 0, BLOCK);
    boolean last;
    do {
      crc.update(block, window, length);
      size += length;
      var next = new byte[WINDOW + BLOCK];
      int nextWindow = Math.min(WINDOW, window + length);
      System.arraycopy(block, window + length - nextWindow, next, 0, nextWindow);
      int nextLength = in.readNBytes(next, nextWindow, BLOCK);
      last = nextLength == 0;
      submit(new DeflateBlock(block, window, length, last));
      if (waiting.size() > ahead) {
        out.write(result(waiting.removeFirst()));
      }
      block = next;
      window = nextWindow;
      length = nextLength;
    } while (!last);
    while (!waiting.isEmpty()) {
      out.write(result(waiting.removeFirst()));
    }
    return size;
  }

  private void submit(DeflateBlock block) {
    waiting.addLast(pool.submit(() -> block.deflate(level)));
  }

  private static byte[] result(Future<byte[]> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a layer was compressed");
    } catch (ExecutionException e) {
      throw new IOException("compressing a layer failed: " + e.getCause(), e);
    }
  }

  private static byte[] trailer(long crc, long size) {
    var trailer = new byte[8];
    for (int i = 0; i < 4; i++) {
      trailer[i] = (byte) (crc >>> (8 * i));
      trailer[4 + i] = (byte) (size >>> (8 * i));
    }
    return trailer;
  }
}
