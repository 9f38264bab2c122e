package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// The body of an answer, which gives its connection back when it has been read.
final class ReturningBody extends InputStream {
  private static final int MAX_DRAINED = 64 * 1024;

  private final Connection connection;
  private final Framing.Framed body;
  private final Optional<IdleConnections> home;
  private boolean done;

  /// A body that comes over `connection`.
  ///
  /// @param home where the connection waits for its next request, if it can have one
  ReturningBody(Connection connection, Framing.Framed body, Optional<IdleConnections> home) {
    this.connection = connection;
    this.body = body;
    this.home = home;
    if (body.finished()) {
      release();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (done) {
      return -1;
    }
    try {
      int count = body.read(buffer, offset, length);
      if (body.finished()) {
        release();
      }
      return count;
    } catch (SocketTimeoutException e) {
      throw connection.silent(e);
    }
  }

  @Override
  public int available() throws IOException {
    return done ? 0 : connection.in().available();
  }

  /// Reads what little is left, so that the connection can be used again.
  @Override
  public void close() {
    if (done) {
      return;
    }
    try {
      if (home.isPresent() && !(body instanceof Framing.ToTheEnd)) {
        body.readNBytes(MAX_DRAINED);
      }
    } catch (IOException e) {
      // the connection is closed below
    }
    if (!done) {
      release();
    }
  }

  private void release() {
    done = true;
    if (home.isPresent() && body.finished()) {
      home.get().keep(connection);
    } else {
      connection.close();
    }
  }
}
