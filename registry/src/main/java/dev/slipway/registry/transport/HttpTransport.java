package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/// Sends requests over connections that are kept for the next one.
///
/// Sockets are channels, so that a thread that is interrupted gets out of them at once. It may be
/// used by many threads.
public final class HttpTransport implements AutoCloseable {
  private static final Duration MAX_IDLE = Duration.ofSeconds(30);
  private static final Duration SURELY_OPEN = Duration.ofMillis(500);
  private static final int MAX_DRAINED = 64 * 1024;
  private static final int WATCHED = 64 * 1024;

  private final TransportOptions options;
  private final Tls tls;
  private final Map<String, Deque<Connection>> idle = new HashMap<>();
  private boolean closed;

  /// A transport without connections.
  public HttpTransport(TransportOptions options) {
    this.options = options;
    this.tls = new Tls(options.authorities());
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
    var kept = kept(request.uri());
    if (kept.isPresent()) {
      try {
        return exchange(request, kept.get());
      } catch (StaleConnection e) {
        // closed by the server while it was idle, and nothing of the request was answered
      }
    }
    try {
      return exchange(request, connect(request.uri()));
    } catch (StaleConnection e) {
      throw e.reason;
    }
  }

  /// Closes all connections that are idle, and the others when they are through.
  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.values().forEach(connections -> connections.forEach(Connection::close));
      idle.clear();
    }
  }

  /// The port of `uri`, its scheme's own if it names none.
  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 80;
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
        throw silent(e);
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
      var response =
          new Response(
              request.uri(),
              head.status(),
              head.headers(),
              new Returning(request.uri(), connection, body, reusable));
      handedOver = true;
      return response;
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
      out.write(head(request).getBytes(StandardCharsets.ISO_8859_1));
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

  private String head(Request request) {
    var uri = request.uri();
    var target = new StringBuilder();
    boolean forwarded = uri.getScheme().equals("http") && options.proxies().find(uri).isPresent();
    if (forwarded) {
      target.append("http://").append(uri.getRawAuthority());
    }
    target.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      target.append('?').append(uri.getRawQuery());
    }
    var head = new StringBuilder(256);
    line(head, request.method() + " " + target + " HTTP/1.1");
    line(head, "Host: " + uri.getRawAuthority());
    line(head, "User-Agent: " + options.userAgent());
    line(head, "Accept-Encoding: identity");
    if (forwarded) {
      options
          .proxies()
          .find(uri)
          .flatMap(HttpTransport::authorization)
          .ifPresent(value -> line(head, "Proxy-Authorization: " + value));
    }
    for (var field : request.headers().fields()) {
      line(head, field.name() + ": " + field.value());
    }
    if (request.body().isPresent()) {
      line(head, "Content-Length: " + request.body().get().length());
    } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      line(head, "Content-Length: 0");
    }
    return head.append("\r\n").toString();
  }

  private static void line(StringBuilder head, String text) {
    head.append(text).append("\r\n");
  }

  private static Framing.Head readHead(InputStream in) throws IOException {
    for (int count = 0; count < 10; count++) {
      var head = Framing.readHead(in);
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
    throw new ProtocolException("the server goes on saying that it will answer");
  }

  private IOException silent(SocketTimeoutException e) {
    var silent =
        new SocketTimeoutException(
            "the server said nothing for %d seconds".formatted(options.readTimeout().toSeconds()));
    silent.initCause(e);
    return silent;
  }

  private Optional<Connection> kept(URI uri) {
    synchronized (idle) {
      var connections = idle.get(origin(uri));
      while (connections != null && !connections.isEmpty()) {
        var connection = connections.removeLast();
        long nanos = connection.idleNanos();
        if (nanos < SURELY_OPEN.toNanos()
            || (nanos < MAX_IDLE.toNanos() && connection.isOpen(readMillis()))) {
          return Optional.of(connection);
        }
        connection.close();
      }
      return Optional.empty();
    }
  }

  private void keep(URI uri, Connection connection) {
    synchronized (idle) {
      if (closed) {
        connection.close();
        return;
      }
      connection.idle();
      idle.computeIfAbsent(origin(uri), key -> new ArrayDeque<>()).addLast(connection);
    }
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + port(uri);
  }

  private Connection connect(URI uri) throws IOException {
    boolean secure = uri.getScheme().equals("https");
    if (secure) {
      // begins to load the trust store while the connection is made
      tls.factory();
    }
    var proxy = options.proxies().find(uri);
    var peer = proxy.orElse(uri);
    var raw =
        open(bare(peer.getHost()), peer.getPort() < 0 && proxy.isPresent() ? 3128 : port(peer));
    var socket = raw;
    boolean done = false;
    try {
      if (secure) {
        if (proxy.isPresent()) {
          tunnel(socket, uri, proxy.get());
        }
        socket = tls.wrap(socket, bare(uri.getHost()), port(uri));
      }
      var connection = new Connection(socket, raw);
      done = true;
      return connection;
    } catch (SSLHandshakeException e) {
      throw new SSLHandshakeException(
          "TLS with %s fails: %s".formatted(uri.getHost(), e.getMessage()), e);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private Socket open(String host, int port) throws IOException {
    IOException last = null;
    for (var address : InetAddress.getAllByName(host)) {
      var channel = SocketChannel.open();
      try {
        var socket = channel.socket();
        socket.connect(
            new InetSocketAddress(address, port), (int) options.connectTimeout().toMillis());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(readMillis());
        return socket;
      } catch (IOException e) {
        channel.close();
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null ? new IOException("'%s' has no address".formatted(host)) : last;
  }

  private void tunnel(Socket socket, URI uri, URI proxy) throws IOException {
    var target = uri.getHost() + ":" + port(uri);
    var head = new StringBuilder();
    line(head, "CONNECT " + target + " HTTP/1.1");
    line(head, "Host: " + target);
    authorization(proxy).ifPresent(value -> line(head, "Proxy-Authorization: " + value));
    var out = socket.getOutputStream();
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    // read byte by byte: what follows the head belongs to TLS
    var answer = Framing.readHead(socket.getInputStream());
    if (answer.status() / 100 != 2) {
      throw new IOException(
          "the proxy %s:%d does not lead to %s: status %d"
              .formatted(proxy.getHost(), proxy.getPort(), target, answer.status()));
    }
  }

  private static Optional<String> authorization(URI proxy) {
    return Optional.ofNullable(proxy.getUserInfo())
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  private int readMillis() {
    return (int) options.readTimeout().toMillis();
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The body of an answer, which gives its connection back when it has been read.
  private final class Returning extends InputStream {
    private final URI uri;
    private final Connection connection;
    private final Framing.Framed body;
    private final boolean reusable;
    private boolean done;

    Returning(URI uri, Connection connection, Framing.Framed body, boolean reusable) {
      this.uri = uri;
      this.connection = connection;
      this.body = body;
      this.reusable = reusable;
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
        throw silent(e);
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
        if (reusable && !(body instanceof Framing.ToTheEnd)) {
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
      if (reusable && body.finished()) {
        keep(uri, connection);
      } else {
        connection.close();
      }
    }
  }
}
