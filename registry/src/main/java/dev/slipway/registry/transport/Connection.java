package dev.slipway.registry.transport;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// One open connection to a server, or through a proxy to it.
final class Connection implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final Socket raw;
  private final InputStream in;
  private final OutputStream out;
  private long idleSince;

  /// Speaks over `socket`, which is `raw` or speaks TLS over it.
  Connection(Socket socket, Socket raw) throws IOException {
    this.socket = socket;
    this.raw = raw;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
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
  boolean isOpen(int timeoutMillis) {
    try {
      socket.setSoTimeout(1);
      try {
        // a byte that nobody asked for is as bad as the end
        in.read();
        return false;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout(timeoutMillis);
      }
    } catch (IOException e) {
      return false;
    }
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
