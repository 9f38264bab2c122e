package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// Sends requests over connections that are kept for the next one.
///
/// Sockets are channels, so that a thread that is interrupted gets out of them at once. It may be
/// used by many threads.
public final class HttpTransport implements AutoCloseable {
  private static final int MAX_INTERIM = 10;
  private static final int WATCHED = 64 * 1024;

  private final TransportOptions options;
  private final Dialer dialer;
  private final RequestHead heads;
  private final IdleConnections idle = new IdleConnections();

  /// A transport without connections.
  public HttpTransport(TransportOptions options) {
    this.options = options;
    this.dialer = new Dialer(options);
    this.heads = new RequestHead(options);
  }

  /// How it reaches servers.
  public TransportOptions options() {
    return options;
  }

  /// Sends a request and waits for the head of the answer, whatever its status is.
  ///
  /// @throws ProtocolException when the answer is not HTTP
  /// @throws IOException when the server cannot be reached or the connection breaks
  public Response send(Request request) throws IOException {
    var kept = idle.take(request.uri());
    if (kept.isPresent()) {
      try {
        return exchange(request, kept.get());
      } catch (StaleConnection e) {
        // closed by the server while it was idle, and nothing of the request was answered
      }
    }
    try {
      return exchange(request, dialer.connect(request.uri()));
    } catch (StaleConnection e) {
      throw e.reason;
    }
  }

  /// Closes all connections that are idle, and the others when they are through.
  @Override
  public void close() {
    idle.close();
  }

  /// The connection broke before a byte of the answer came.
  private static final class StaleConnection extends Exception {
    private static final long serialVersionUID = 1;
    private final IOException reason;

    StaleConnection(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private Response exchange(Request request, Connection connection)
      throws IOException, StaleConnection {
    boolean handedOver = false;
    try {
      var broken = write(request, connection);
      Framing.Head head;
      try {
        head = readHead(connection.in());
      } catch (SocketTimeoutException e) {
        throw connection.silent(e);
      } catch (ProtocolException e) {
        throw e;
      } catch (IOException e) {
        var reason = broken.orElse(e);
        // a body may have arrived in part: only who knows what it means may send it again
        if (request.body().isPresent()) {
          throw reason;
        }
        throw new StaleConnection(reason);
      }
      var body = (Framing.Framed) Framing.body(connection.in(), request.method(), head);
      boolean reusable = head.keepAlive() && broken.isEmpty() && head.status() != 101;
      var returning =
          new ReturningBody(
              connection, body, reusable ? Optional.of(idle) : Optional.<IdleConnections>empty());
      handedOver = true;
      return new Response(request.uri(), head.status(), head.headers(), returning);
    } finally {
      if (!handedOver) {
        connection.close();
      }
    }
  }

  /// Sends the request. A server may answer and close before it has read all: so what breaks here
  /// is kept until it is clear that there is no answer.
  private Optional<IOException> write(Request request, Connection connection) {
    try {
      var out = connection.out();
      out.write(heads.of(request));
      if (request.body().isPresent()) {
        writeBody(request.body().get(), connection);
      }
      out.flush();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private void writeBody(Body body, Connection connection) throws IOException {
    try (var watched = new WatchedOutput(connection, options.readTimeout())) {
      if (body.length() > WATCHED) {
        watched.watch();
      }
      body.writeTo(watched);
      watched.flush();
    }
  }

  private static Framing.Head readHead(InputStream in) throws IOException {
    for (int count = 0; count < MAX_INTERIM; count++) {
      var head = Framing.readHead(in);
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
    throw new ProtocolException("the server goes on saying that it will answer");
  }
}
