package dev.slipway.registry.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS with a server whose certificate is its own.
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private static HttpsServer server;
  private static byte[] certificate;

  @BeforeAll
  static void start() throws Exception {
    var store = folder.resolve("store.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "SAN=dns:localhost",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        store.toString(),
        "-file",
        folder.resolve("server.pem").toString());
    certificate = Files.readAllBytes(folder.resolve("server.pem"));
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void trustsAnAuthorityThatIsNamed() throws IOException {
    var options = TransportOptions.DEFAULT.withAuthorities(List.of(certificate));
    try (var transport = new HttpTransport(options)) {
      // twice over one connection
      assertThat(ask(transport, "localhost")).isEqualTo("ok");
      assertThat(ask(transport, "localhost")).isEqualTo("ok");
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() {
    try (var transport = new HttpTransport(TransportOptions.DEFAULT)) {
      assertThatThrownBy(() -> ask(transport, "localhost"))
          .isInstanceOf(SSLException.class)
          .hasMessageStartingWith("TLS with localhost fails: ");
    }
  }

  @Test
  void refusesACertificateForAnotherHost() {
    var options = TransportOptions.DEFAULT.withAuthorities(List.of(certificate));
    try (var transport = new HttpTransport(options)) {
      assertThatThrownBy(() -> ask(transport, "127.0.0.1")).isInstanceOf(SSLException.class);
    }
  }

  private static String ask(HttpTransport transport, String host) throws IOException {
    var uri = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    try (var response = transport.send(Request.of("GET", uri))) {
      return new String(response.read(10), UTF_8);
    }
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
