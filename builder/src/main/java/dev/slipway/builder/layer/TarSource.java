package dev.slipway.builder.layer;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a tar on their way through: read in order, counted, and copied as they come.
public final class TarSource {
  /// Takes the bytes as they come.
  @FunctionalInterface
  public interface Copy {
    /// Takes `count` bytes from `start` on.
    ///
    /// @throws IOException when they cannot be taken
    void write(byte[] bytes, int start, int count) throws IOException;
  }

  private final InputStream in;
  private final Copy copy;
  private final byte[] buffer = new byte[128 * 1024];
  private int next;
  private int end;
  private long base;

  /// What `in` still holds; `in` is left open.
  public TarSource(InputStream in, Copy copy) {
    this.in = in;
    this.copy = copy;
  }

  /// How many bytes have been taken.
  public long position() {
    return base + next;
  }

  private boolean fill() throws IOException {
    base += end;
    next = 0;
    end = 0;
    int count = in.read(buffer, 0, buffer.length);
    if (count <= 0) {
      return false;
    }
    copy.write(buffer, 0, count);
    end = count;
    return true;
  }

  /// Reads as many bytes as `target` holds, fewer only at the end.
  ///
  /// @return how many there were
  int read(byte[] target) throws IOException {
    int count = 0;
    while (count < target.length && (next < end || fill())) {
      int part = Math.min(target.length - count, end - next);
      System.arraycopy(buffer, next, target, count, part);
      next += part;
      count += part;
    }
    return count;
  }

  /// Passes over `count` bytes.
  ///
  /// @return whether there were as many
  boolean skip(long count) throws IOException {
    long rest = count;
    while (rest > 0 && (next < end || fill())) {
      int part = (int) Math.min(rest, end - next);
      next += part;
      rest -= part;
    }
    return rest == 0;
  }

  /// Passes over all that is left.
  ///
  /// @throws IOException when reading or copying fails
  public void drain() throws IOException {
    do {
      next = end;
    } while (fill());
  }
}
