package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Lets a body write to a connection, but not close it; and ends the connection of a server that
/// takes nothing any more, because sockets know of no limit for that.
///
/// Only the time within a write counts: a source may be as slow as it likes.
final class WatchedOutput extends OutputStream {
  private static final long NOT_WRITING = Long.MIN_VALUE;

  private final Connection connection;
  private final Duration limit;
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean done;
  private volatile boolean stalled;

  WatchedOutput(Connection connection, Duration limit) {
    this.connection = connection;
    this.limit = limit;
  }

  /// Begins to watch, until this is closed.
  void watch() {
    Thread.ofVirtual().name("watch-upload").start(this::watchUntilDone);
  }

  private void watchUntilDone() {
    var step = limit.dividedBy(4);
    try {
      while (!done) {
        Thread.sleep(step);
        long since = writingSince;
        if (since != NOT_WRITING && System.nanoTime() - since > limit.toNanos()) {
          stalled = true;
          connection.abort();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    writingSince = System.nanoTime();
    try {
      connection.out().write(bytes, offset, length);
    } catch (IOException e) {
      throw reason(e);
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  @Override
  public void flush() throws IOException {
    writingSince = System.nanoTime();
    try {
      connection.out().flush();
    } catch (IOException e) {
      throw reason(e);
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  private IOException reason(IOException e) {
    if (!stalled) {
      return e;
    }
    var reason =
        new SocketTimeoutException(
            "the server took nothing for %d seconds".formatted(limit.toSeconds()));
    reason.initCause(e);
    return reason;
  }

  /// Ends the watch; the connection stays open.
  @Override
  public void close() {
    done = true;
  }
}
