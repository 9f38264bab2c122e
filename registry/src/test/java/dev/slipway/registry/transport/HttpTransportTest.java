package dev.slipway.registry.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1.1 byte for byte, against a socket that answers what the test says. lines of HTTP end in
/// two characters, those of text blocks in one
@SuppressWarnings("StringConcatToTextBlock")
class HttpTransportTest {
  private final HttpTransport transport =
      new HttpTransport(TransportOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(2)));

  /// Answers each request on any connection with the next text; an empty text closes.
  private static final class Script implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Queue<String> answers = new ArrayDeque<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    Script(String... texts) throws IOException {
      answers.addAll(List.of(texts));
      Thread.ofVirtual().start(this::serve);
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/path?a=b");
    }

    private void serve() {
      while (!answers.isEmpty()) {
        try (var connection = socket.accept()) {
          connections.incrementAndGet();
          while (!answers.isEmpty()) {
            heads.add(readHead(connection.getInputStream()));
            var answer = answers.remove();
            if (answer.isEmpty()) {
              break;
            }
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            connection.getOutputStream().flush();
            if (answer.startsWith("HTTP/1.0") || answer.contains("Connection: close")) {
              break;
            }
          }
        } catch (IOException e) {
          // the client went away, or the test is over
        }
      }
    }

    private static String readHead(InputStream in) throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("the client closed");
        }
        head.append((char) c);
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void sendsWhatRegistriesExpect() throws IOException {
    try (var script = new Script("HTTP/1.1 204 No Content\r\n\r\n")) {
      transport.send(Request.of("GET", script.uri()).with("Accept", "x")).close();

      assertThat(script.heads)
          .containsExactly(
              String.join(
                  "\r\n",
                  "GET /path?a=b HTTP/1.1",
                  "Host: 127.0.0.1:" + script.uri().getPort(),
                  "User-Agent: slipway",
                  "Accept-Encoding: identity",
                  "Accept: x",
                  "",
                  ""));
    }
  }

  @Test
  void readsEveryKindOfBodyOverOneConnection() throws IOException {
    try (var script =
        new Script(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n"
                + "2;x=y\r\nde\r\n1\r\nf\r\n0\r\nTrailer: x\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nto the end")) {
      assertThat(text(script)).isEqualTo("200 abc");
      assertThat(text(script)).isEqualTo("200 def");
      assertThat(text(script)).isEqualTo("404 ");
      assertThat(text(script)).isEqualTo("200 to the end");
      assertThat(script.connections).hasValue(1);
    }
  }

  @Test
  void opensANewConnectionWhenTheOldOneWentStale() throws IOException {
    try (var script =
        new Script(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            "",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb")) {
      assertThat(text(script)).isEqualTo("200 a");
      assertThat(text(script)).isEqualTo("200 b");
      assertThat(script.connections).hasValue(2);
    }
  }

  @Test
  void hearsAnAnswerThatComesBeforeTheBodyIsSent() throws IOException {
    try (var script =
        new Script("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")) {
      var request =
          new Request("PATCH", script.uri(), Headers.NONE, Optional.of(Body.of(new byte[100_000])));
      try (var response = transport.send(request)) {
        assertThat(response.status()).isEqualTo(413);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
      })
  void refusesWhatIsNotHttp(String answer) throws IOException {
    try (var script = new Script(answer)) {
      assertThatThrownBy(() -> text(script)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void refusesHeadsThatDoNotEnd() throws IOException {
    try (var script = new Script("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(1000));
        var long_ = new Script("HTTP/1.1 200 OK\r\nA: " + "b".repeat(100_000));
        var interim = new Script("HTTP/1.1 100 Continue\r\n\r\n".repeat(100))) {
      assertThatThrownBy(() -> text(script)).isInstanceOf(ProtocolException.class);
      assertThatThrownBy(() -> text(long_)).isInstanceOf(ProtocolException.class);
      assertThatThrownBy(() -> text(interim)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void saysThatABodyEndedTooEarly() throws IOException {
    try (var script =
        new Script("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc")) {
      assertThatThrownBy(() -> text(script)).hasMessageContaining("after 3 of 9 bytes");
    }
  }

  @Test
  void goesThroughAProxy() throws IOException {
    try (var script = new Script("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      var proxy = URI.create("http://me:pw@127.0.0.1:" + script.uri().getPort());
      var proxies = new Proxies(Optional.of(proxy), Optional.of(proxy), List.of());
      try (var proxied = new HttpTransport(TransportOptions.DEFAULT.withProxies(proxies));
          var response =
              proxied.send(Request.of("GET", URI.create("http://registry.example/v2/")))) {
        assertThat(response.read(10)).isEqualTo("ok".getBytes(UTF_8));
      }
      assertThat(script.heads.getFirst())
          .startsWith("GET http://registry.example/v2/ HTTP/1.1\r\nHost: registry.example\r\n")
          .contains("Proxy-Authorization: Basic bWU6cHc=\r\n");
    }
  }

  private static String failure(String proxy) {
    var proxies = Proxies.of(Map.of("HTTPS_PROXY", proxy));
    var request = Request.of("GET", URI.create("https://registry.example/v2/"));
    try (var proxied = new HttpTransport(TransportOptions.DEFAULT.withProxies(proxies))) {
      return catchThrowableOfType(IOException.class, () -> proxied.send(request)).toString();
    }
  }

  @Test
  void saysThatItIsTheProxyThatIsDown() throws IOException {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertThat(failure("http://me:canary@127.0.0.1:" + port))
        .contains("the proxy 127.0.0.1:%d: Connection refused".formatted(port))
        .doesNotContain("canary", "ProxyException");
    assertThat(failure("http://me:canary@none.invalid"))
        .endsWith("ProxyException: there is no host 'none.invalid', which should be the proxy");
  }

  @Test
  void saysThatAProxyWantsAPassword() throws IOException {
    try (var script = new Script("HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(failure("http://me:canary@127.0.0.1:" + script.uri().getPort()))
          .contains("ProxyException", "wants a user and a password")
          .doesNotContain("canary");
    }
  }

  @Test
  void saysThatAProxyDoesNotLeadThere() throws IOException {
    try (var script = new Script("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) {
      var proxy = URI.create("http://127.0.0.1:" + script.uri().getPort());
      var proxies = new Proxies(Optional.of(proxy), Optional.of(proxy), List.of());
      try (var proxied = new HttpTransport(TransportOptions.DEFAULT.withProxies(proxies))) {
        var request = Request.of("GET", URI.create("https://registry.example/v2/"));
        assertThatThrownBy(() -> proxied.send(request))
            .hasMessageContaining("does not lead to registry.example:443: status 403");
      }
      assertThat(script.heads.getFirst())
          .startsWith("CONNECT registry.example:443 HTTP/1.1\r\nHost: registry.example:443\r\n");
    }
  }

  @Test
  void givesUpOnAServerThatTakesNothing() throws IOException {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var impatient =
            new HttpTransport(TransportOptions.DEFAULT.withReadTimeout(Duration.ofMillis(300)))) {
      var uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      var body = Body.of(new byte[32 * 1024 * 1024]);

      assertThatThrownBy(
              () -> impatient.send(new Request("PATCH", uri, Headers.NONE, Optional.of(body))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("took nothing");
    }
  }

  @Test
  void leavesABlockedReadWhenInterrupted() throws Exception {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      var failure = new CompletableFuture<Exception>();
      var thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (var slow = new HttpTransport(TransportOptions.DEFAULT)) {
                      slow.send(Request.of("GET", uri)).close();
                    } catch (IOException e) {
                      failure.complete(e);
                    }
                  });
      Thread.sleep(200);
      thread.interrupt();

      assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void letsNoLineBreakIntoAHead() {
    assertThatThrownBy(() -> Headers.of("A", "b\r\nC: d"))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("C: d"));
    assertThatThrownBy(() -> Headers.of("A b", "c")).isInstanceOf(IllegalArgumentException.class);
  }

  private String text(Script script) throws IOException {
    try (var response = transport.send(Request.of("GET", script.uri()))) {
      return response.status() + " " + new String(response.read(1000), UTF_8);
    }
  }
}
