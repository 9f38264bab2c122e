package dev.slipway.registry.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.image.Reference;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.Credentials;
import dev.slipway.registry.transport.TransportOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A server on this machine that does what a test tells it, and remembers what it was asked.
final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  /// One request that came.
  record Seen(String method, String target, Optional<String> authorization) {
    @Override
    public String toString() {
      return method + " " + target;
    }
  }

  /// Answers requests.
  @FunctionalInterface
  interface Handler {
    void handle(Request request) throws IOException;
  }

  /// One request that waits for its answer.
  record Request(HttpExchange exchange) {
    String method() {
      return exchange.getRequestMethod();
    }

    String path() {
      return exchange.getRequestURI().getPath();
    }

    String query() {
      var query = exchange.getRequestURI().getRawQuery();
      return query == null ? "" : query;
    }

    boolean is(String wantedMethod, String wantedPath) {
      return method().equals(wantedMethod) && path().equals(wantedPath);
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    byte[] body() throws IOException {
      return exchange.getRequestBody().readAllBytes();
    }

    Request with(String name, String value) {
      exchange.getResponseHeaders().add(name, value);
      return this;
    }

    void answer(int status) throws IOException {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    }

    void answer(int status, byte[] body) throws IOException {
      exchange.getRequestBody().readAllBytes();
      if (method().equals("HEAD")) {
        exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    }

    void answer(int status, String body) throws IOException {
      answer(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Says that `length` bytes will come, sends `body` and closes the connection.
    void breakAfter(int status, long length, byte[] body) throws IOException {
      exchange.sendResponseHeaders(status, length);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
      breakOff();
    }

    /// Closes the connection.
    @SuppressWarnings("DoNotCallSuggester")
    void breakOff() throws IOException {
      throw new IOException("the test breaks off");
    }
  }

  FakeServer(Handler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              new Seen(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
          handler.handle(new Request(exchange));
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url() {
    return "http://" + host();
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// What came, as `METHOD target`.
  List<String> requests() {
    return seen.stream().map(Seen::toString).toList();
  }

  RemoteRepository repository() {
    return repository(Credential.ANONYMOUS);
  }

  RemoteRepository repository(Credential credential) {
    return repository(credential, Access.PUSH);
  }

  /// The repository `app` as the one who has `credential`.
  RemoteRepository repository(Credential credential, Access access) {
    return repository((Repository _) -> credential, access);
  }

  /// The repository `app` for somebody whose credentials are found so.
  RemoteRepository repository(Credentials credentials, Access access) {
    return repository(options().withCredentials(credentials), access);
  }

  /// The repository `app` for somebody who remembers large uploads.
  RemoteRepository repository(UploadJournal journal) {
    return repository(options().withJournal(journal), Access.PUSH);
  }

  private RemoteRepository repository(RegistryOptions options, Access access) {
    return new RegistryClient(options).repository(Reference.parse(host() + "/app"), access);
  }

  private static RegistryOptions options() {
    return RegistryOptions.DEFAULT
        .withTransport(TransportOptions.DEFAULT.withReadTimeout(Duration.ofMillis(1500)))
        .withRetry(new Retry(4, Duration.ofMillis(2), Duration.ofMillis(100)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
