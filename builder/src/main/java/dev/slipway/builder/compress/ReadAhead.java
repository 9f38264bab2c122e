package dev.slipway.builder.compress;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// A stream whose bytes are made on a thread of their own, a few blocks before they are wanted.
final class ReadAhead extends InputStream {
  /// Opens what is read ahead; called on the other thread.
  interface Source {
    InputStream open() throws IOException;
  }

  private static final int BLOCK = 256 * 1024;
  private static final int BLOCKS = 4;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(BLOCKS);
  private final Closeable origin;
  private final Thread reader;
  private volatile @Nullable Throwable failure;
  private byte[] current = END;
  private int next;
  private boolean ended;

  ReadAhead(Source source, Closeable origin) {
    this.origin = origin;
    reader = Thread.ofPlatform().daemon().name("slipway-decompress").start(() -> fill(source));
  }

  private void fill(Source source) {
    try {
      try (var in = source.open()) {
        var block = in.readNBytes(BLOCK);
        while (block.length > 0) {
          blocks.put(block);
          block = in.readNBytes(BLOCK);
        }
      } catch (IOException | RuntimeException | Error e) {
        // Also what a missing native library is: whoever reads must not wait for ever.
        failure = e;
      }
      blocks.put(END);
    } catch (InterruptedException e) {
      // The reader was closed and nobody waits any more.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    return advance() ? current[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    Objects.checkFromIndexSize(start, count, target.length);
    if (count == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    int part = Math.min(count, current.length - next);
    System.arraycopy(current, next, target, start, part);
    next += part;
    return part;
  }

  private boolean advance() throws IOException {
    if (next < current.length) {
      return true;
    }
    if (!ended) {
      try {
        current = blocks.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a layer was decompressed");
      }
      next = 0;
      ended = current.length == 0;
    }
    if (ended) {
      rethrow();
    }
    return !ended;
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Throwable e -> throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    current = Arrays.copyOf(END, 0);
    next = 0;
    reader.interrupt();
    origin.close();
  }
}
