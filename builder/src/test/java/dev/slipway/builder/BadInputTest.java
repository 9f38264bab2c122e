package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.image.Platform;
import dev.slipway.registry.serve.Fault;
import dev.slipway.registry.serve.Faults;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each message is a file in `failures`.
class BadInputTest {
  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  // The Dockerfile and the context.

  @Test
  void anUnknownInstruction() throws Exception {
    fails("unknown-instruction", "FROM scratch\nCOPPY a b\n");
  }

  @Test
  void anEmptyDockerfile() throws Exception {
    fails("empty-dockerfile", "# nothing\n");
  }

  @Test
  void aFileThatIsMissing() throws Exception {
    workshop.file("src/application.properties", "a=b\n");
    fails("missing-file", "FROM scratch\nCOPY src/aplication.properties /\n");
  }

  @Test
  void aFileThatIsIgnored() throws Exception {
    workshop.file("dist/app.jar", "jar");
    workshop.file(".dockerignore", "dist\n");
    fails("ignored-file", "FROM scratch\nCOPY dist/app.jar /\n");
  }

  @Test
  void aFileOfAnEarlierStageThatIsMissing() throws Exception {
    workshop.file("a.txt", "a");
    fails(
        "missing-in-stage",
        """
        FROM scratch AS one
        COPY a.txt /data/a.txt
        FROM scratch
        COPY --from=one /data/b.txt /
        """);
  }

  @Test
  void aStageThatIsMissing() throws Exception {
    fails(
        "missing-stage",
        "FROM scratch AS build\nFROM scratch\nLABEL a=b\n",
        request -> request.withTarget("biuld"));
  }

  @Test
  void aContextThatIsMissing() throws Exception {
    failsAs(
        "missing-context",
        () -> {
          try (var builder = workshop.open()) {
            builder.build(BuildRequest.of(folder.resolve("nowhere")), BuildListener.silent());
          }
        });
  }

  @Test
  void aUserThatTheImageDoesNotKnow() throws Exception {
    var base = workshop.busyboxImage();
    fails("unknown-user", "FROM %s\nUSER alice\nRUN echo hello\n".formatted(base));
  }

  @Test
  void anOwnerThatTheImageDoesNotKnow() throws Exception {
    workshop.file("a.txt", "a");
    fails("unknown-owner", "FROM scratch\nCOPY --chown=alice a.txt /\n");
  }

  @Test
  void aCommandForAnotherMachine() throws Exception {
    fails(
        "foreign-run",
        "FROM scratch\nRUN [\"/bin/true\"]\n",
        request -> request.withPlatform(Platform.parse("linux/s390x")));
  }

  // Commands.

  @Test
  void aCommandThatFails() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = fails("run-fails", "FROM %s\nRUN echo why >&2; exit 7\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(7));
    assertThat(workshop.output()).isEqualTo("why\n");
  }

  @Test
  void aCommandThatASignalEnds() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = fails("run-killed", "FROM %s\nRUN kill -9 $$\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(137));
  }

  @Test
  void aProgramThatIsMissing() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = fails("run-not-found", "FROM %s\nRUN [\"/bin/nothing\"]\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(127));
  }

  @Test
  void aProgramWhoseInterpreterIsMissing() throws Exception {
    var base = workshop.busyboxImage();
    workshop.file("script", "#!/usr/bin/python3\n");
    fails(
        "run-no-interpreter",
        "FROM %s\nCOPY --chmod=755 script /script\nRUN [\"/script\"]\n".formatted(base));
  }

  @Test
  void anImageWithoutAShell() throws Exception {
    workshop.file("a.txt", "a");
    fails("run-without-shell", "FROM scratch\nCOPY a.txt /\nRUN echo hello\n");
  }

  // Base images.

  @Test
  void aBaseThatIsNotThere() throws Exception {
    fails("base-404", "FROM %s AS base\n".formatted(workshop.name("none:1")));
  }

  @Test
  void aLayoutThatIsNotThere() throws Exception {
    fails("base-layout-missing", "FROM oci:%s AS base\n".formatted(folder.resolve("nowhere")));
  }

  @Test
  void aRegistryThatIsDown() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    fails("registry-down", "FROM 127.0.0.1:%d/base:1\n".formatted(port));
  }

  @Test
  void aRegistryThatFails() throws Exception {
    workshop.faults.onEvery(_ -> true, new Fault.Answer(500));
    fails("registry-500", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatWantsCredentials() throws Exception {
    var challenge = Map.of("WWW-Authenticate", "Basic realm=\"the house\"");
    workshop.faults.onEvery(_ -> true, new Fault.Answer(401, challenge, ""));
    fails("registry-401", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatForbids() throws Exception {
    var base = published();
    var body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not for you\"}]}";
    workshop.faults.onEvery(_ -> true, new Fault.Answer(403, Map.of(), body));
    fails("registry-403", using(base));
  }

  @Test
  void aLayerThatIsForbidden() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.Answer(403));
    fails("layer-403", using(base));
  }

  @Test
  void aRegistryThatHangsUp() throws Exception {
    workshop.faults.onEvery(_ -> true, new Fault.HangUp());
    fails("registry-hangs-up", "FROM %s\n".formatted(workshop.name("base:1")));
  }

  @Test
  void aRegistryThatHangsUpWhileTheManifestComes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/manifests/"), new Fault.CutAnswer(20));
    fails("manifest-cut", using(base));
  }

  @Test
  void aManifestOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/manifests/"), new Fault.OtherBytes());
    fails("manifest-other-bytes", using(base));
  }

  @Test
  void aConfigOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(Faults.to("GET", "/blobs/"), new Fault.OtherBytes());
    fails("config-other-bytes", using(base));
  }

  @Test
  void aLayerThatIsCutEveryTime() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.CutAnswer(0));
    fails("layer-cut", using(base));
  }

  @Test
  void aLayerOfOtherBytes() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.OtherBytes());
    fails("layer-other-bytes", using(base));
  }

  @Test
  void aLayerThatIsGone() throws Exception {
    var base = published();
    workshop.faults.onEvery(layer(), new Fault.Answer(404));
    fails("layer-404", using(base));
  }

  @Test
  void aLayerThatUnpacksToSomethingElse() throws Exception {
    var base =
        workshop.publish(
            "base",
            List.of(Tarred.gzip(Tarred.file("etc/motd", "hello\n"))),
            List.of(Digest.of("other".getBytes(StandardCharsets.UTF_8))));
    fails("layer-diff-id", using(base));
  }

  @Test
  void aConfigWithMoreLayersThanTheManifest() throws Exception {
    var tar = Tarred.file("etc/motd", "hello\n");
    var base =
        workshop.publish(
            "base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar), Digest.of(tar)));
    fails("layer-count", using(base));
  }

  @Test
  void aLayerThatIsNotCompressedAsItsTypeSays() throws Exception {
    var bytes = "no tar and no gzip either".repeat(100).getBytes(StandardCharsets.UTF_8);
    var base = workshop.publish("base", List.of(bytes), List.of(Digest.of(bytes)));
    fails("layer-no-tar", using(base));
  }

  @Test
  void aLayerThatEndsInItsMiddle() throws Exception {
    var tar = Tarred.file("etc/motd", "hello\n".repeat(10_000));
    var whole = Tarred.gzip(tar);
    var cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    var base = workshop.publish("base", List.of(cut), List.of(Digest.of(tar)));
    fails("layer-truncated", using(base));
  }

  @Test
  void aLayerThatUnpacksToMoreThanIsAllowed() throws Exception {
    var tar = Tarred.file("zeros", new byte[64 << 20]);
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    var recipe = workshop.file("../bomb/Dockerfile", using(base));
    var settings = Workshop.settings(workshop.storeFolder, workshop.client);
    failsAs(
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
    fails("base-not-in-store", "FROM store:nothing\n");
  }

  // Archives that climb.

  @Test
  void aLayerThatClimbsOutOfTheRoot() throws Exception {
    var tar = Tarred.file("../../etc/passwd", "root::0:0::/:/bin/sh\n");
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    fails("layer-climbs", using(base));
  }

  @Test
  void aLayerWhoseHardLinkClimbsOutOfTheRoot() throws Exception {
    var tar = Tarred.hardLink("link", "../../../etc/shadow");
    var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
    fails("layer-hard-link-climbs", using(base));
  }

  @Test
  void anArchiveThatIsCutShort() throws Exception {
    var tar = Tarred.gzip(Tarred.file("etc/motd", "hello\n".repeat(10_000)));
    Files.write(workshop.context.resolve("a.tar.gz"), java.util.Arrays.copyOf(tar, tar.length / 2));
    fails("archive-truncated", "FROM scratch\nADD a.tar.gz /\n");
  }

  private static String using(String base) {
    return "FROM %s\nWORKDIR /srv\n".formatted(base);
  }

  private String published() {
    var tar = Tarred.file("etc/motd", "hello\n");
    return workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
  }

  // Web servers.

  @Test
  void aDownloadThatIsNotThere() throws Exception {
    try (var web = new TestWeb()) {
      fails("web-404", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadThatIsForbidden() throws Exception {
    try (var web = new TestWeb()) {
      web.failures.put("/f", 403);
      fails("web-403", adding("", web, "/f"));
    }
  }

  @Test
  void aWebServerThatFails() throws Exception {
    try (var web = new TestWeb()) {
      web.failures.put("/f", 500);
      fails("web-500", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadOfAnotherContent() throws Exception {
    try (var web = new TestWeb()) {
      web.files.put("/f", TestWeb.File.of("found"));
      fails("web-checksum", adding("--checksum=" + Digest.of(new byte[0]) + " ", web, "/f"));
    }
  }

  @Test
  void aDownloadThatBreaksEveryTime() throws Exception {
    try (var web = new TestWeb()) {
      web.files.put("/f", TestWeb.File.of("found").with(TestWeb.Habit.BREAKS));
      fails("web-broken", adding("", web, "/f"));
    }
  }

  @Test
  void aDownloadThatIsRedirectedForEver() throws Exception {
    try (var web = new TestWeb()) {
      web.redirects.put("/f", "/f");
      fails("web-redirects", adding("", web, "/f"));
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
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      fails(
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
    fails("web-down", "FROM scratch\nADD http://127.0.0.1:%d/f /f\n".formatted(port));
  }

  @Test
  void anAddressThatIsNone() throws Exception {
    fails("web-address", "FROM scratch\nADD http://%zz/f /f\n");
  }

  @Test
  void aContextThatIsAZip() throws Exception {
    failsAs("context-zip", () -> stream(new byte[] {'P', 'K', 3, 4, 0}));
  }

  @Test
  void aContextThatIsDamaged() throws Exception {
    var whole = Tarred.gzip(Tarred.file("Dockerfile", "FROM scratch\n"));
    failsAs("context-damaged", () -> stream(java.util.Arrays.copyOf(whole, whole.length - 20)));
  }

  @Test
  void aContextThatIsCompressedAndNoTar() throws Exception {
    failsAs("context-no-tar", () -> stream(Tarred.gzip("text".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aContextWithoutADockerfile() throws Exception {
    failsAs("context-no-dockerfile", () -> stream(Tarred.file("x", "x")));
  }

  @Test
  void aMountThatIsWrong() throws Exception {
    fails("mount-type", "FROM scratch\nRUN --mount=type=volume,target=/c true\n");
    fails("mount-sharing", "FROM scratch\nRUN --mount=type=cache,target=/c,sharing=all true\n");
    fails("mount-mode", "FROM scratch\nRUN --mount=type=secret,id=a,mode=99 true\n");
    fails("mount-owner", "FROM scratch\nRUN --mount=type=secret,id=a,uid=bob true\n");
  }

  private void stream(byte[] bytes) {
    var context = new BuildContext.Stream("<stdin>", () -> new ByteArrayInputStream(bytes));
    try (var builder = workshop.open()) {
      builder.build(BuildRequest.of(context), BuildListener.silent());
    }
  }

  private static String adding(String flags, TestWeb web, String path) {
    return "FROM scratch\nADD %s%s /f\n".formatted(flags, web.url(path));
  }

  private static java.util.function.Predicate<dev.slipway.registry.serve.Request> layer() {
    var digest = Digest.of(Tarred.gzip(Tarred.file("etc/motd", "hello\n")));
    return Faults.to("GET", "/blobs/" + digest);
  }

  private Throwable fails(String golden, String dockerfile) throws Exception {
    return fails(golden, dockerfile, request -> request);
  }

  private Throwable fails(String golden, String dockerfile, UnaryOperator<BuildRequest> more)
      throws Exception {
    return failsAs(golden, () -> workshop.build(dockerfile, more));
  }

  private Throwable failsAs(String golden, FailureFiles.Attempt attempt) throws Exception {
    return new FailureFiles(workshop).check(golden, attempt);
  }
}
