package dev.slipway.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Json;
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Copy;
import dev.slipway.registry.CopyEvent;
import dev.slipway.registry.MemoryPlace;
import dev.slipway.registry.PlaceContract;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import dev.slipway.registry.auth.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A real registry, and what others read of it.
class InteropTest {
  @TempDir static Path folder;

  private static DockerRegistry registry;
  private static RegistryClient client;

  private final AtomicInteger number = new AtomicInteger();
  private final SampleImage image = SampleImage.of("app", 3_000_000, "linux/amd64");

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    registry = DockerRegistry.start(folder);
    client = new RegistryClient(RegistryOptions.DEFAULT);
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      registry.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlace() {
    return PlaceContract.tests(() -> repository("contract/" + number.incrementAndGet()));
  }

  @Test
  void pushesWhatSkopeoInspects() throws IOException {
    Copy.between(image.place("1"), repository("skopeo/read")).run("1", List.of("1"));

    var output =
        Peer.require("skopeo")
            .run("inspect", "--tls-verify=false", "docker://" + registry.host() + "/skopeo/read:1");

    assertThat(Json.readObject("output", output.getBytes(UTF_8)).path("Digest").textValue())
        .isEqualTo(image.manifest().digest().toString());
  }

  @Test
  void pushesWhatCraneValidates() {
    var other = SampleImage.of("other", 1000, "linux/arm64");
    Copy.between(SampleImage.index("all", List.of(image, other)), repository("crane/read"))
        .run("all", List.of("all"));

    var output =
        Peer.require("crane").run("validate", "--remote", registry.host() + "/crane/read:all");

    assertThat(output).contains("PASS");
  }

  @Test
  void pullsWhatSkopeoPushed() {
    Copy.between(image.place("1"), repository("skopeo/from")).run("1", List.of("1"));
    var from = "docker://" + registry.host() + "/skopeo/from:1";
    var to = "docker://" + registry.host() + "/skopeo/to:2";
    Peer.require("skopeo")
        .run(
            "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--format=v2s2", from, to);
    var pulled = new MemoryPlace("pulled");

    var root = Copy.between(repository("skopeo/to"), pulled).run("2", List.of("2"));

    assertThat(root.mediaType().isDocker()).isTrue();
    assertThat(pulled.document(root).manifest().layers()).hasSize(1);
  }

  @Test
  void pullsWhatCranePushed() throws IOException {
    var layout = Files.createDirectory(folder.resolve("crane"));
    Copy.between(image.place("1"), repository("crane/from")).run("1", List.of("1"));
    var crane = Peer.require("crane");
    crane.run("pull", "--format=oci", registry.host() + "/crane/from:1", layout.toString());
    crane.run("push", layout.toString(), registry.host() + "/crane/to:2");
    var pulled = new MemoryPlace("pulled");

    var root = Copy.between(repository("crane/to"), pulled).run("2", List.of("2"));

    assertThat(pulled.exists(image.layer())).isTrue();
    assertThat(root.digest()).isEqualTo(image.manifest().digest());
  }

  @Test
  void mountsFromAnotherRepository() {
    Copy.between(image.place("1"), repository("mount/from")).run("1", List.of("1"));
    var events = new CopyOnWriteArrayList<CopyEvent>();

    Copy.between(repository("mount/from"), repository("mount/to"))
        .withListener(events::add)
        .run("1", List.of("1"));

    assertThat(events).contains(new CopyEvent.Arrived(image.layer(), Arrival.MOUNTED));
  }

  @Test
  void goesOnWhereTheLineWasCut() throws IOException {
    var large = SampleImage.of("large", 9_000_000, "linux/amd64");
    try (var line = new FlakyProxy(registry.host())) {
      var there = client.repository(Reference.parse(line.host() + "/cut"), Access.PUSH);
      line.cutUp(1_000_000);
      line.cutUp(3_000_000);
      line.cutUp(2_000_000);

      Copy.between(large.place("1"), there).run("1", List.of("1"));

      assertThat(line.left()).isZero();
      line.cutDown(2_000_000);
      line.cutDown(3_000_000);
      var pulled = new MemoryPlace("pulled");
      Copy.between(there, pulled).run("1", List.of("1"));
      assertThat(line.left()).isZero();
      assertThat(pulled.exists(large.layer())).isTrue();
    }
    Peer.require("crane").run("validate", "--remote", registry.host() + "/cut:1");
  }

  @Test
  void deletesAManifest() {
    Copy.between(image.place("1"), repository("delete")).run("1", List.of("1"));
    var repository = client.repository(Reference.parse(registry.host() + "/delete"), Access.DELETE);

    repository.delete(image.manifest().digest().toString());

    assertThatThrownBy(() -> repository.resolve("1"))
        .isInstanceOf(RegistryException.NotFound.class);
  }

  @Test
  void checksCredentials() {
    client.check(registry.host(), new Credential.Password("anybody", "anything"));
  }

  private static RemoteRepository repository(String name) {
    return client.repository(Reference.parse(registry.host() + "/" + name), Access.PUSH);
  }
}
