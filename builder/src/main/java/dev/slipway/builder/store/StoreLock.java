package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lock on a whole store: shared by builds, or held alone by who removes things.
///
/// A file lock belongs to a process, and Java refuses to take one twice in the same process, so the
/// stores that one process has open share a single file lock and count themselves.
final class StoreLock implements AutoCloseable {
  enum Kind {
    SHARED,
    ALONE
  }

  private static final Map<Path, Held> HELD = new HashMap<>();

  private static final class Held {
    final FileChannel channel;
    final FileLock lock;
    int holders;

    Held(FileChannel channel, FileLock lock) {
      this.channel = channel;
      this.lock = lock;
    }
  }

  private final Path file;
  private @Nullable Held held;

  private StoreLock(Path file, Held held) {
    this.file = file;
    this.held = held;
  }

  /// Waits for the lock.
  ///
  /// @param waiting hears of a wait that is not short
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  static StoreLock acquire(Path file, Kind kind, Waiting waiting) throws IOException {
    return Patience.until(() -> attempt(file, kind), waiting);
  }

  /// Takes the lock when nobody is in the way.
  static Optional<StoreLock> attempt(Path file, Kind kind) throws IOException {
    synchronized (HELD) {
      var held = HELD.get(file);
      if (held != null) {
        if (kind == Kind.ALONE || !held.lock.isShared()) {
          return Optional.empty();
        }
        held.holders++;
        return Optional.of(new StoreLock(file, held));
      }
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        boolean shared = kind == Kind.SHARED;
        var lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        if (lock == null) {
          channel.close();
          return Optional.empty();
        }
        var taken = new Held(channel, lock);
        taken.holders = 1;
        HELD.put(file, taken);
        return Optional.of(new StoreLock(file, taken));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /// Gives the file the time of now, and with it what it locks.
  ///
  /// Through the lock's own channel: to open and close the file by its name, as
  /// [java.nio.file.Files#setLastModifiedTime] does, would let go of the lock.
  void touch() throws IOException {
    synchronized (HELD) {
      var mine = held;
      if (mine != null) {
        mine.channel.write(ByteBuffer.wrap(new byte[1]), 0);
      }
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      var mine = held;
      held = null;
      if (mine == null || --mine.holders > 0) {
        return;
      }
      HELD.remove(file);
      try {
        mine.channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
