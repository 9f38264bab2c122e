package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.serve.Fault;
import dev.slipway.registry.serve.Faults;
import dev.slipway.registry.serve.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one sees of a registry that is down, fails or lies, and what is left of it.
class BadRegistryTest {
  @TempDir private Path directory;
  private final Server server = Server.start();
  private final String name = server.host() + "/hello:1";

  @BeforeEach
  void publish() {
    SmallLayout.make(directory.resolve("out"));
    assertThat(run("push", "-q", "oci:out:one", name).exitCode()).isEqualTo(ExitCode.SUCCESS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Session.Outcome run(String... arguments) {
    return new Session(directory).run(arguments);
  }

  private void pullsNothing(String message) throws IOException {
    pullsNothing(message, List.of("oci:copy:1", "oci-archive:copy.tar:1", "store:copy"));
  }

  // What is tried again takes seconds: not all of them then.
  private void pullsNothing(String message, List<String> targets) throws IOException {
    for (var target : targets) {
      var pulled = run("pull", "-q", name, target);
      assertThat(pulled.exitCode()).as(target).isEqualTo(ExitCode.REGISTRY);
      assertThat(pulled.err()).as(target).contains(message);
      assertThat(pulled.out()).as(target).isEmpty();
    }
    assertThat(directory.resolve("copy.tar")).doesNotExist();
    assertThat(run("images").out()).isEmpty();
    if (Files.exists(directory.resolve("copy"))) {
      try (var copy = LayoutFolder.open(directory.resolve("copy"))) {
        assertThat(copy.entries()).isEmpty();
      }
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .isSubsetOf("out", "copy", "slipway-home");
    }
  }

  private void pushesNothing(String message) {
    var pushed = run("push", "-q", "oci:out:one", server.host() + "/other:2");
    assertThat(pushed.exitCode()).isEqualTo(ExitCode.REGISTRY);
    assertThat(pushed.err()).contains("cannot write to " + server.host() + "/other", message);
    assertThat(pushed.out()).isEmpty();
    server.faults().clear();
    assertThat(run("digest", server.host() + "/other:2").exitCode()).isEqualTo(ExitCode.REGISTRY);
  }

  @Test
  void isDown() throws IOException {
    server.close();
    pullsNothing("Connection refused", List.of("oci:copy:1"));
  }

  @Test
  void failsWhenItIsAsked() throws IOException {
    server.faults().onEvery(Faults.to("GET", "/blobs/"), new Fault.Answer(500));
    pullsNothing("status 500", List.of("store:copy"));
  }

  @Test
  void failsWhenItIsWrittenTo() {
    server.faults().onEvery(Faults.to("PUT", "/manifests/"), new Fault.Answer(500));
    pushesNothing("status 500");
  }

  @Test
  void closesHalfWayAndGoesOnDoingSo() throws IOException {
    // one that sends some bytes each time is read to the end
    server.faults().onEvery(Faults.to("GET", "/blobs/"), new Fault.CutAnswer(0));
    pullsNothing("broke at byte", List.of("oci-archive:copy.tar:1"));
  }

  @Test
  void hangsUpOnAnUpload() {
    server.faults().onEvery(Faults.to("PUT", "/blobs/"), new Fault.CutRequest(10));
    pushesNothing("the server closed the connection without an answer");
  }

  @Test
  void sendsOtherBytes() throws IOException {
    server.faults().onEvery(Faults.to("GET", "/blobs/"), new Fault.OtherBytes());
    pullsNothing("expected sha256:");
  }

  @Test
  void isAWebServer() throws IOException {
    var page = new Fault.Answer(200, Map.of("Content-Type", "text/html"), "<html></html>");
    server.faults().onEvery(_ -> true, page);
    pullsNothing("not well-formed JSON");
    pushesNothing(
        "a web page came instead of a manifest. Is %s a registry?".formatted(server.host()));
  }
}
