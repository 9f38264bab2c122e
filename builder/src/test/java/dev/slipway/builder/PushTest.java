package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Reference;
import dev.slipway.registry.serve.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is built is pushed, read by others, and built upon.
class PushTest {
  private static final Path SKOPEO = Path.of("/usr/bin/skopeo");
  private static final Path CRANE = Path.of(System.getProperty("user.home"), "go/bin/crane");

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    workshop.file("a", "a\n");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private void push(String dockerfile, String name) throws IOException {
    var image = workshop.build(dockerfile);
    workshop.requests.clear();
    try (var builder = workshop.open()) {
      builder.push(image, Reference.parse(name), _ -> {});
    }
  }

  private long count(Predicate<Request> which) {
    return workshop.requests.stream().filter(which).count();
  }

  private static boolean isUpload(Request request) {
    return (request.method().equals("PUT") && request.path().contains("/blobs/uploads/"))
        || (request.method().equals("POST") && request.parameter("digest").isPresent());
  }

  @Test
  void baseLayersAreMountedAndNotMoved() throws Exception {
    var base = workshop.busyboxImage();
    push("FROM %s\nENV A=b\n".formatted(base), workshop.name("app:1"));
    assertThat(count(request -> request.parameter("mount").isPresent())).isEqualTo(1);
    // The config alone.
    assertThat(count(PushTest::isUpload)).isEqualTo(1);
    assertThat(count(request -> request.method().equals("GET"))).isZero();
    assertThat(Files.exists(workshop.storeFolder.resolve("layers"))).isFalse();
  }

  @Test
  void aSecondPushMovesNothing() throws Exception {
    var dockerfile = "FROM %s\nCOPY a /a\n".formatted(workshop.busyboxImage());
    push(dockerfile, workshop.name("app:1"));
    assertThat(count(PushTest::isUpload)).isEqualTo(2);
    push(dockerfile, workshop.name("app:2"));
    assertThat(count(PushTest::isUpload)).isZero();
  }

  @Test
  void theTagIsWrittenLast() throws Exception {
    push("FROM %s\nCOPY a /a\n".formatted(workshop.busyboxImage()), workshop.name("app:1"));
    var last = workshop.requests.getLast();
    assertThat(last.method() + " " + last.path()).isEqualTo("PUT /v2/app/manifests/1");
  }

  @Test
  void othersReadIt() throws Exception {
    Peers.require(SKOPEO);
    Peers.require(CRANE);
    push("FROM %s\nCOPY a /a\n".formatted(workshop.busyboxImage()), workshop.name("app:1"));
    readByOthers(workshop.name("app:1"));
  }

  private void readByOthers(String name) throws Exception {
    assertThat(command(SKOPEO.toString(), "inspect", "--tls-verify=false", "docker://" + name))
        .contains("\"Layers\"");
    assertThat(command(CRANE.toString(), "validate", "--insecure", "--remote", name))
        .contains("PASS");
    assertThat(command(CRANE.toString(), "export", "--insecure", name, "-")).contains("etc/passwd");
  }

  private static String command(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void whatWasPushedIsABaseAgain() throws Exception {
    push("FROM %s\nCOPY a /a\n".formatted(workshop.busyboxImage()), workshop.name("app:1"));
    try (var other = new Workshop(folder.resolve("other"))) {
      other.build("FROM %s\nRUN cat /a\n".formatted(workshop.name("app:1")));
      assertThat(other.output()).isEqualTo("a\n");
      assertThat(other.complaints()).isEmpty();
    }
  }

  @Test
  void debiansRegistryTakesAndGivesIt() throws Exception {
    Peers.require(SKOPEO);
    Peers.require(CRANE);
    try (var registry = DebianRegistry.start(folder)) {
      var name = registry.host() + "/team/app:1";
      push("FROM %s\nCOPY a /a\n".formatted(workshop.busyboxImage()), name);
      readByOthers(name);
      workshop.build("FROM %s\nCOPY a /b\n".formatted(name));
      assertThat(workshop.executed()).containsExactly("COPY a /b");
      assertThat(workshop.complaints()).isEmpty();
    }
  }
}
