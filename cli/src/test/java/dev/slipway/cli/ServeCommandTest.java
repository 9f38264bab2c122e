package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir Path directory;

  @Test
  void printsItsUrlAndServesUntilItIsStopped() throws Exception {
    var cancellation = new Cancellation();
    var session = new Session(directory);
    var serving =
        CompletableFuture.supplyAsync(() -> session.run(cancellation, "serve", "--root", "kept"));
    var url = URI.create(session.firstLine());
    assertThat(url.getHost()).isEqualTo("127.0.0.1");
    try (var answer = url.resolve("/v2/").toURL().openStream()) {
      assertThat(answer.readAllBytes()).isNotNull();
    }
    cancellation.cancel();
    assertThat(serving.get().exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(serving.get().err()).isEmpty();
    assertThat(directory.resolve("kept")).isDirectory();
  }

  @Test
  void saysWhenTheAddressIsTaken() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var outcome =
          new Session(directory).run("serve", "--listen", "127.0.0.1:" + socket.getLocalPort());
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(outcome.err()).contains("127.0.0.1:" + socket.getLocalPort());
    }
  }
}
