package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets and keys that come through a pipe, as `<(…)` of a shell makes it: they come once.
class PipesTest {
  @TempDir Path directory;

  /// A pipe into which somebody writes `text`, once.
  private Path pipe(String text) throws Exception {
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Files.writeString(pipe, text);
              } catch (IOException e) {
                // The test sees that nothing came.
              }
            });
    return pipe;
  }

  private Session.Outcome build(String dockerfile, String... more) throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), dockerfile);
    var arguments = new ArrayList<>(List.of("build", "--timeout", "20s", "."));
    arguments.addAll(List.of(more));
    return new Session(directory).run(arguments.toArray(String[]::new));
  }

  @Test
  void aSecretIsThereForEveryStep() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known =
              "Bearer letmein".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(known ? 200 : 401, -1);
          exchange.close();
        });
    server.start();
    try {
      var address = "http://127.0.0.1:" + server.getAddress().getPort();
      var outcome =
          build(
              "FROM scratch\nADD %1$s/one /\nADD %1$s/two /\n".formatted(address),
              "--secret",
              "id=HTTP_AUTH_TOKEN_127.0.0.1,src=" + pipe("letmein\n"));
      assertThat(outcome.err()).doesNotContain("401");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aKeyIsNotTakenForASocket() throws Exception {
    var outcome =
        build("FROM scratch\nCOPY Dockerfile /\n", "--ssh", "default=" + pipe("no key\n"));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(outcome.err())
        .contains("cannot use the SSH key that is in no file: it is no private key");
  }

  @Test
  void whatHasNoEndIsNoSecret() throws Exception {
    var outcome = build("FROM scratch\n", "--secret", "id=endless,src=/dev/zero");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("/dev/zero gives more than the 512000 bytes");
  }
}
