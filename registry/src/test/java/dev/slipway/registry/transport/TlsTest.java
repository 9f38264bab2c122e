package dev.slipway.registry.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS with a server whose certificate is its own.
class TlsTest {
  private static TestCertificate certificate;

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @BeforeEach
  void start() throws Exception {
    server = showing(certificate);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static HttpServer showing(TestCertificate shown) throws Exception {
    var secure = HttpsServer.create(address(), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(shown.context()));
    secure.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(UTF_8));
          exchange.close();
        });
    secure.start();
    return secure;
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private String ask(Authorities authorities) throws IOException {
    return ask(authorities, "localhost");
  }

  private String ask(Authorities authorities, String host) throws IOException {
    try (var transport = new HttpTransport(TransportOptions.DEFAULT.withAuthorities(authorities))) {
      // twice over one connection
      assertThat(ask(transport, host)).isEqualTo("ok");
      return ask(transport, host);
    }
  }

  private String ask(HttpTransport transport, String host) throws IOException {
    var uri = URI.create("https://%s:%d/".formatted(host, port()));
    try (var response = transport.send(Request.of("GET", uri))) {
      return new String(response.read(10), UTF_8);
    }
  }

  private void refuses(Authorities authorities, String host, String message) {
    assertThatThrownBy(() -> ask(authorities, host))
        .isInstanceOfSatisfying(
            TlsException.class, e -> assertThat(e.reason()).isEqualTo(TlsException.Reason.UNPROVEN))
        .hasMessageStartingWith("TLS with %s:%d fails: ".formatted(host, port()))
        .hasMessageContaining(message);
  }

  private static Authorities file(Path file) {
    return Authorities.of(Map.of("SSL_CERT_FILE", file.toString()));
  }

  @Test
  void trustsTheAuthoritiesOfANamedFile() throws IOException {
    assertThat(ask(file(certificate.pem()))).isEqualTo("ok");
  }

  @Test
  void readsOnlyCertificatesOfAFile() throws IOException {
    var bundle = folder.resolve("bundle.pem");
    var text =
        "# notes\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
            + Files.readString(certificate.pem());
    Files.writeString(bundle, text);
    assertThat(ask(file(bundle))).isEqualTo("ok");
  }

  @Test
  void trustsTheAuthoritiesOfAFolder() throws IOException {
    Files.writeString(folder.resolve("README"), "no certificate");
    Files.copy(certificate.pem(), folder.resolve("0123abcd.0"));
    assertThat(ask(Authorities.of(Map.of("SSL_CERT_DIR", "/none:" + folder)))).isEqualTo("ok");
  }

  @Test
  void trustsAnAuthorityOfOneServerForThatAlone() throws IOException {
    var environment = Map.of("DOCKER_CONFIG", folder.toString());
    var other = Files.createDirectories(folder.resolve("certs.d/localhost:1"));
    Files.copy(certificate.pem(), other.resolve("ca.crt"));
    refuses(Authorities.of(environment), "localhost", "no authority that is trusted here");

    var own = Files.createDirectories(folder.resolve("certs.d/localhost:" + port()));
    Files.copy(certificate.pem(), own.resolve("client.cert"));
    refuses(Authorities.of(environment), "localhost", "no authority that is trusted here");

    Files.copy(certificate.pem(), own.resolve("ca.crt"));
    assertThat(ask(Authorities.of(environment))).isEqualTo("ok");
  }

  @Test
  void knowsTheFoldersOfServersAtTheUsualPort() {
    var groups = new Authorities(List.of(Path.of("/certs")), List.of(), List.of());
    assertThat(groups.groups("registry.example", 443))
        .extracting(Authorities.Group::place)
        .containsExactly(
            Path.of("/certs/registry.example:443"), Path.of("/certs/registry.example"));
    assertThat(groups.groups("::1", 5000))
        .extracting(Authorities.Group::place)
        .containsExactly(Path.of("/certs/[::1]:5000"));
    assertThat(groups.groups("../..", 443)).isEmpty();
  }

  @Test
  void saysWhereToPutAnAuthorityThatNobodyKnows() {
    var place = "/etc/docker/certs.d/localhost:%d/ca.crt".formatted(port());
    refuses(Authorities.NONE, "localhost", "issued by 'CN=Test Authority'. If that may be trusted");
    refuses(Authorities.NONE, "localhost", place);
  }

  @Test
  void saysThatANamedFileCannotBeRead() {
    var absent = folder.resolve("absent.pem");
    refuses(file(absent), "localhost", absent + " cannot be read");
  }

  @Test
  void refusesACertificateForAnotherHost() {
    refuses(
        file(certificate.pem()),
        "127.0.0.1",
        "its certificate is for localhost, registry.example and not for 127.0.0.1");
  }

  @Test
  void refusesACertificateThatIsOld() throws Exception {
    server.stop(0);
    var old = TestCertificate.make(folder, "-startdate", "-10d", "-validity", "5");
    server = showing(old);
    refuses(file(old.pem()), "localhost", "its certificate expired on 2");
  }

  @Test
  void refusesACertificateThatIsNotYetGood() throws Exception {
    server.stop(0);
    var early = TestCertificate.make(folder, "-startdate", "+5d");
    server = showing(early);
    refuses(file(early.pem()), "localhost", "its certificate is not valid before 2");
  }

  @Test
  void saysThatAServerDoesNotSpeakTls() throws IOException {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> refuse(plain));
      var host = "localhost:" + plain.getLocalPort();
      assertThatThrownBy(() -> ask(TransportOptions.DEFAULT, host))
          .isInstanceOfSatisfying(
              TlsException.class, e -> assertThat(e.reason()).isEqualTo(TlsException.Reason.NO_TLS))
          .hasMessage(host + " does not speak TLS");
    }
  }

  private static void refuse(ServerSocket plain) {
    try (var socket = plain.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void doesNotWaitLongForAServerThatSaysNothing() throws IOException {
    var options =
        new TransportOptions(
            Duration.ofSeconds(1), Duration.ofMinutes(1), Proxies.NONE, Authorities.NONE, "test");
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ask(options, "localhost:" + mute.getLocalPort()))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("nothing that could be TLS came within 1 seconds");
    }
  }

  private static String ask(TransportOptions options, String host) throws IOException {
    try (var transport = new HttpTransport(options);
        var response = transport.send(Request.of("GET", URI.create("https://" + host + "/")))) {
      return new String(response.read(10), UTF_8);
    }
  }
}
