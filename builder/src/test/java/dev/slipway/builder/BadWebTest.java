package dev.slipway.builder;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of web servers that do not give what is wanted. Each message is a file in
/// `failures`.
class BadWebTest {
  @TempDir private Path folder;
  private Workshop workshop;
  private FailureFiles failures;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    failures = new FailureFiles(workshop);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void aDownloadThatIsNotThere() throws Exception {
    try (var web = new TestWeb()) {
      failures.check("web-404", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadThatIsForbidden() throws Exception {
    try (var web = new TestWeb()) {
      web.failures.put("/f", 403);
      failures.check("web-403", adding("", web, "/f"));
    }
  }

  @Test
  void aWebServerThatFails() throws Exception {
    try (var web = new TestWeb()) {
      web.failures.put("/f", 500);
      failures.check("web-500", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadOfAnotherContent() throws Exception {
    try (var web = new TestWeb()) {
      web.files.put("/f", TestWeb.File.of("found"));
      failures.check(
          "web-checksum", adding("--checksum=" + Digest.of(new byte[0]) + " ", web, "/f"));
    }
  }

  @Test
  void aDownloadThatBreaksEveryTime() throws Exception {
    try (var web = new TestWeb()) {
      web.files.put("/f", TestWeb.File.of("found").with(TestWeb.Habit.BREAKS));
      failures.check("web-broken", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadThatIsRedirectedForEver() throws Exception {
    try (var web = new TestWeb()) {
      web.redirects.put("/f", "/f");
      failures.check("web-redirects", adding("", web, "/f"));
    }
  }

  @Test
  void aWebServerThatDoesNotSpeakTls() throws Exception {
    try (var socket = new ServerSocket(0)) {
      var server =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var connection = socket.accept()) {
                      connection
                          .getOutputStream()
                          .write(
                              "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                      connection.getInputStream().read();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      failures.check(
          "web-tls",
          "FROM scratch\nADD https://127.0.0.1:%d/f /f\n".formatted(socket.getLocalPort()));
      server.join();
    }
  }

  @Test
  void aWebServerThatIsNotThere() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    failures.check("web-down", "FROM scratch\nADD http://127.0.0.1:%d/f /f\n".formatted(port));
  }

  @Test
  void anAddressThatIsNone() throws Exception {
    failures.check("web-address", "FROM scratch\nADD http://%zz/f /f\n");
  }

  private static String adding(String flags, TestWeb web, String path) {
    return "FROM scratch\nADD %s%s /f\n".formatted(flags, web.url(path));
  }
}
