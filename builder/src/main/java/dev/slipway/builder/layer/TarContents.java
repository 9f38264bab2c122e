package dev.slipway.builder.layer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The contents of the files in a tar, read where they lie, by any number of threads at once.
final class TarContents implements Closeable {
  private static final TarSource.Copy NOWHERE = (_, _, _) -> {};

  private final Path tar;
  private @Nullable FileChannel channel;
  private boolean closed;

  TarContents(Path tar) {
    this.tar = tar;
  }

  /// The `size` bytes from `position` on.
  InputStream open(long position, long size) {
    return new Section(position, size);
  }

  /// A sparse file, whole.
  ///
  /// @param headers where its headers begin
  /// @throws dev.slipway.builder.BuildException.Malformed when no such file is there
  InputStream openSparse(long headers) throws IOException {
    // What follows it is not read: the tar ends further on than any header.
    var reader = new TarReader(new TarSource(open(headers, Long.MAX_VALUE - headers), NOWHERE));
    var entry = reader.next().orElseThrow(() -> Complaint.at(headers, "no sparse file is here"));
    var map =
        entry.sparse().orElseThrow(() -> Complaint.at(headers, "the file here is not sparse"));
    return map.whole(open(headers + entry.position(), map.stored()));
  }

  private int read(ByteBuffer target, long position) throws IOException {
    while (true) {
      try {
        return channel().read(target, position);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        // Another thread was interrupted while it read, which closes the channel for all.
        forget();
      }
    }
  }

  private synchronized FileChannel channel() throws IOException {
    if (closed) {
      throw new IOException("the tree of %s is closed".formatted(tar));
    }
    if (channel == null) {
      channel = FileChannel.open(tar, StandardOpenOption.READ);
    }
    return channel;
  }

  private synchronized void forget() {
    if (channel != null && !channel.isOpen()) {
      channel = null;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (channel != null) {
      channel.close();
    }
  }

  private final class Section extends InputStream {
    private long position;
    private long rest;

    Section(long position, long size) {
      this.position = position;
      this.rest = size;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int count) throws IOException {
      Objects.checkFromIndexSize(start, count, target.length);
      if (count == 0 || rest == 0) {
        return count == 0 ? 0 : -1;
      }
      int wanted = (int) Math.min(count, rest);
      int got = TarContents.this.read(ByteBuffer.wrap(target, start, wanted), position);
      if (got < 0) {
        throw new EOFException("%s ends at byte %d, within a file".formatted(tar, position));
      }
      position += got;
      rest -= got;
      return got;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.clamp(count, 0, rest);
      position += skipped;
      rest -= skipped;
      return skipped;
    }

    @Override
    public int available() {
      return (int) Math.min(rest, Integer.MAX_VALUE);
    }
  }
}
