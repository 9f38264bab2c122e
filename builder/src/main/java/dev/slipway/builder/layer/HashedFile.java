package dev.slipway.builder.layer;

import dev.slipway.image.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// A file that is written and hashed on the one way through.
///
/// Whoever fills it does not wait for either: full blocks go to a thread of their own, which hashes
/// and writes them in order. The thread is started by the first full block, so that a small file
/// costs none. Memory: four blocks.
final class HashedFile implements Closeable {
  private static final int BLOCK = 256 * 1024;
  private static final int BLOCKS = 4;

  private static final class Block {
    final byte[] content;
    final int length;

    Block(byte[] content, int length) {
      this.content = content;
      this.length = length;
    }

    // Nobody flushes an empty block, so it can say that there will be no more.
    boolean isEnd() {
      return length == 0;
    }
  }

  private final WritableByteChannel channel;
  private final MessageDigest hasher = Digest.Algorithm.SHA256.hasher();
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BLOCKS);
  private int spare = BLOCKS - 1;
  private byte[] current = new byte[BLOCK];
  private int length;
  private long written;
  private @Nullable Thread writer;
  private volatile @Nullable Throwable failure;

  HashedFile(Path file) throws IOException {
    this(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /// A file that is written through `channel`, which is closed with it.
  HashedFile(WritableByteChannel channel) {
    this.channel = channel;
  }

  /// How many bytes it has so far.
  long position() {
    return written + length;
  }

  void write(byte[] bytes, int start, int count) throws IOException {
    int from = start;
    int rest = count;
    while (rest > 0) {
      int part = Math.min(rest, BLOCK - length);
      System.arraycopy(bytes, from, current, length, part);
      advance(part);
      from += part;
      rest -= part;
    }
  }

  /// Writes `count` zero bytes.
  void zeros(int count) throws IOException {
    write(new byte[count], 0, count);
  }

  /// Reads at most `most` bytes from `source` straight into the file, until it ends.
  ///
  /// @return how many there were
  long transferFrom(InputStream source, long most) throws IOException {
    long count = 0;
    while (count < most) {
      int part = (int) Math.min(most - count, BLOCK - length);
      int got = source.read(current, length, part);
      if (got < 0) {
        break;
      }
      count += got;
      advance(got);
    }
    return count;
  }

  private void advance(int count) throws IOException {
    length += count;
    if (length == BLOCK) {
      flush();
    }
  }

  private void flush() throws IOException {
    failIfBroken();
    if (writer == null) {
      writer = Thread.ofPlatform().daemon().name("slipway-layer").start(this::writeBlocks);
    }
    try {
      full.put(new Block(current, length));
      written += length;
      length = 0;
      if (spare > 0) {
        spare--;
        current = new byte[BLOCK];
      } else {
        current = empty.take();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void writeBlocks() {
    try {
      for (var block = full.take(); !block.isEnd(); block = full.take()) {
        // After a failure blocks are only taken, so that nobody waits for ever.
        if (failure == null) {
          writeBlock(block);
        }
        empty.put(block.content);
      }
    } catch (InterruptedException e) {
      failure = e;
    }
  }

  private void writeBlock(Block block) {
    try {
      hashAndWrite(block.content, block.length);
    } catch (IOException | RuntimeException | Error e) {
      // Also that there is no memory: whoever fills the file must not wait for ever.
      failure = e;
    }
  }

  private void hashAndWrite(byte[] content, int count) throws IOException {
    hasher.update(content, 0, count);
    var bytes = ByteBuffer.wrap(content, 0, count);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void failIfBroken() throws IOException {
    var thrown = failure;
    if (thrown != null) {
      throw new IOException("writing a layer failed: " + thrown.getMessage(), thrown);
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a layer was written");
  }

  /// Writes what is left; nothing can be added any more.
  ///
  /// @return the SHA-256 of the whole file
  Digest finish() throws IOException {
    join();
    failIfBroken();
    hashAndWrite(current, length);
    return Digest.finish(hasher);
  }

  private void join() throws IOException {
    var running = writer;
    if (running == null) {
      return;
    }
    try {
      full.put(new Block(new byte[0], 0));
      running.join();
      writer = null;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void close() throws IOException {
    var running = writer;
    if (running != null) {
      running.interrupt();
      writer = null;
    }
    channel.close();
  }
}
