package dev.slipway.registry.transport;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// One open connection to a server, or through a proxy to it.
final class Connection implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final Socket raw;
  private final String origin;
  private final Duration silence;
  private final InputStream in;
  private final OutputStream out;
  private long idleSince;

  /// Speaks over `socket`, which is `raw` or speaks TLS over it.
  ///
  /// @param origin what it leads to, as [Addresses#origin] has it
  /// @param silence how long the server may say nothing
  Connection(Socket socket, Socket raw, String origin, Duration silence) throws IOException {
    this.socket = socket;
    this.raw = raw;
    this.origin = origin;
    this.silence = silence;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
  }

  String origin() {
    return origin;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  void idle() {
    idleSince = System.nanoTime();
  }

  long idleNanos() {
    return System.nanoTime() - idleSince;
  }

  /// Whether the server has not closed it, as far as that is known here.
  boolean isOpen() {
    try {
      socket.setSoTimeout(1);
      try {
        // a byte that nobody asked for is as bad as the end
        in.read();
        return false;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout((int) silence.toMillis());
      }
    } catch (IOException e) {
      return false;
    }
  }

  /// What it means that nothing came for too long.
  IOException silent(SocketTimeoutException e) {
    var silent =
        new SocketTimeoutException(
            "the server said nothing for %d seconds".formatted(silence.toSeconds()));
    silent.initCause(e);
    return silent;
  }

  /// Ends it from another thread, also while one is blocked in writing. TLS does not get to say
  /// goodbye: it would wait for that very thread.
  void abort() {
    try {
      raw.close();
    } catch (IOException e) {
      // it is of no use any more
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // what is lost is lost: the connection is of no use any more
    }
  }
}
