package dev.slipway.builder.compress;

import java.util.Arrays;
import java.util.zip.Deflater;

/// A piece of a deflate stream: some bytes that may be referred to, and the bytes to be said.
final class DeflateBlock {
  private final byte[] bytes;
  private final int window;
  private final int length;
  private final boolean last;

  /// The block says `length` bytes after the first `window` of `bytes`; `last` when the stream ends
  /// with them.
  DeflateBlock(byte[] bytes, int window, int length, boolean last) {
    this.bytes = bytes;
    this.window = window;
    this.length = length;
    this.last = last;
  }

  byte[] deflate(int level) {
    var deflater = new Deflater(level, true);
    try {
      if (window > 0) {
        deflater.setDictionary(bytes, 0, window);
      }
      deflater.setInput(bytes, window, length);
      if (last) {
        deflater.finish();
      }
      return drain(deflater);
    } finally {
      deflater.end();
    }
  }

  private byte[] drain(Deflater deflater) {
    var out = new byte[length / 2 + 1024];
    int count = 0;
    while (true) {
      int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      count += deflater.deflate(out, count, out.length - count, flush);
      // Room that is left over says that all has been written.
      if (count < out.length && (!last || deflater.finished())) {
        return Arrays.copyOf(out, count);
      }
      out = Arrays.copyOf(out, out.length * 2);
    }
  }
}
