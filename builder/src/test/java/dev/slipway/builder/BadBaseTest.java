package dev.slipway.builder;

import dev.slipway.image.Digest;
import dev.slipway.registry.serve.Fault;
import dev.slipway.registry.serve.Faults;
import dev.slipway.registry.serve.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of base images that cannot be had, or are not what they claim to be. Each message
/// is a file in `failures`.
class BadBaseTest {
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
  void aBaseThatIsNotThere() throws Exception {
    failures.check("base-404", "FROM %s AS base\n".formatted(workshop.name("none:1")));
  }

  @Test
  void aLayoutThatIsNotThere() throws Exception {
    failures.check(
        "base-layout-missing", "FROM oci:%s AS base\n".formatted(folder.resolve("nowhere")));
  }

  @Test
  void aRegistryThatIsDown() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    failures.check("registry-down", "FROM 127.0.0.1:%d/base:1\n".formatted(port));
  }

  @Test
  void aRegistryThatFails() throws Exception {
    workshop.faults.onEvery(_ -> true, new Fault.Answer(500));
    failures.check("registry-500", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatWantsCredentials() throws Exception {
    var challenge = Map.of("WWW-Authenticate", "Basic realm=\"the house\"");
    workshop.faults.onEvery(_ -> true, new Fault.Answer(401, challenge, ""));
    failures.check("registry-401", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatForbids() throws Exception {
    var base = published();
    var body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not for you\"}]}";
    workshop.faults.onEvery(_ -> true, new Fault.Answer(403, Map.of(), body));
    failures.check("registry-403", using(base));
  }

  @Test
  void aLayerThatIsForbidden() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.Answer(403));
    failures.check("layer-403", using(base));
  }

  @Test
  void aRegistryThatHangsUp() throws Exception {
    workshop.faults.onEvery(_ -> true, new Fault.HangUp());
    failures.check("registry-hangs-up", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatHangsUpWhileTheManifestComes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/manifests/"), new Fault.CutAnswer(20));
    failures.check("manifest-cut", using(base));
  }

  @Test
  void aManifestOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/manifests/"), new Fault.OtherBytes());
    failures.check("manifest-other-bytes", using(base));
  }

  @Test
  void aConfigOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/blobs/"), new Fault.OtherBytes());
    failures.check("config-other-bytes", using(base));
  }

  @Test
  void aLayerThatIsCutEveryTime() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.CutAnswer(0));
    failures.check("layer-cut", using(base));
  }

  @Test
  void aLayerOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.OtherBytes());
    failures.check("layer-other-bytes", using(base));
  }

  @Test
  void aLayerThatIsGone() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.Answer(404));
    failures.check("layer-404", using(base));
  }

  @Test
  void aLayerThatUnpacksToSomethingElse() throws Exception {
    var base =
        workshop.publish(
            "base",
            List.of(Tarred.gzip(Tarred.file("etc/motd", "hello\n"))),
            List.of(Digest.of("other".getBytes(StandardCharsets.UTF_8))));
    failures.check("layer-diff-id", using(base));
  }

  @Test
  void aConfigWithMoreLayersThanTheManifest() throws Exception {
    var tar = Tarred.file("etc/motd", "hello\n");
    var base =
        workshop.publish(
            "base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar), Digest.of(tar)));
    failures.check("layer-count", using(base));
  }

  @Test
  void aLayerThatIsNotCompressedAsItsTypeSays() throws Exception {
    var bytes = "no tar and no gzip either".repeat(100).getBytes(StandardCharsets.UTF_8);
    var base = workshop.publish("base", List.of(bytes), List.of(Digest.of(bytes)));
    failures.check("layer-no-tar", using(base));
  }

  @Test
  void aLayerThatEndsInItsMiddle() throws Exception {
    var tar = Tarred.file("etc/motd", "hello\n".repeat(10_000));
    var whole = Tarred.gzip(tar);
    var cut = Arrays.copyOf(whole, whole.length / 2);
    var base = workshop.publish("base", List.of(cut), List.of(Digest.of(tar)));
    failures.check("layer-truncated", using(base));
  }

  @Test
  void aLayerThatUnpacksToMoreThanIsAllowed() throws Exception {
    var tar = Tarred.file("zeros", new byte[64 << 20]);
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    var recipe = workshop.file("../bomb/Dockerfile", using(base));
    var settings = Workshop.settings(workshop.storeFolder, workshop.client);
    failures.check(
        "layer-bomb",
        () -> {
          try (var builder = Builder.open(settings.withLargestLayer(1 << 20))) {
            builder.build(
                BuildRequest.of(workshop.context)
                    .withDockerfile(new DockerfileLocation.File(recipe)),
                BuildListener.silent());
          }
        });
  }

  @Test
  void aNameThatTheStoreDoesNotKnow() throws Exception {
    failures.check("base-not-in-store", "FROM store:nothing\n");
  }

  @Test
  void aLayerThatClimbsOutOfTheRoot() throws Exception {
    var tar = Tarred.file("../../etc/passwd", "root::0:0::/:/bin/sh\n");
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    failures.check("layer-climbs", using(base));
  }

  @Test
  void aLayerWhoseHardLinkClimbsOutOfTheRoot() throws Exception {
    var tar = Tarred.hardLink("link", "../../../etc/shadow");
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    failures.check("layer-hard-link-climbs", using(base));
  }

  private static String using(String base) {
    return "FROM %s\nWORKDIR /srv\n".formatted(base);
  }

  private String published() {
    var tar = Tarred.file("etc/motd", "hello\n");
    return workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
  }

  private static Predicate<Request> layer() {
    var digest = Digest.of(Tarred.gzip(Tarred.file("etc/motd", "hello\n")));
    return Faults.to("GET", "/blobs/" + digest);
  }
}
