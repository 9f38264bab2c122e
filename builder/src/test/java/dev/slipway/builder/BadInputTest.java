package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a Dockerfile, a context or a command that is wrong. Each message is a file in
/// `failures`.
class BadInputTest {
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
  void anUnknownInstruction() throws Exception {
    failures.check("unknown-instruction", "FROM scratch\nCOPPY a b\n");
  }

  @Test
  void anEmptyDockerfile() throws Exception {
    failures.check("empty-dockerfile", "# nothing\n");
  }

  @Test
  void aFileThatIsMissing() throws Exception {
    workshop.file("src/application.properties", "a=b\n");
    failures.check("missing-file", "FROM scratch\nCOPY src/aplication.properties /\n");
  }

  @Test
  void aFileThatIsIgnored() throws Exception {
    workshop.file("dist/app.jar", "jar");
    workshop.file(".dockerignore", "dist\n");
    failures.check("ignored-file", "FROM scratch\nCOPY dist/app.jar /\n");
  }

  @Test
  void aFileOfAnEarlierStageThatIsMissing() throws Exception {
    workshop.file("a.txt", "a");
    failures.check(
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
    failures.check(
        "missing-stage",
        "FROM scratch AS build\nFROM scratch\nLABEL a=b\n",
        request -> request.withTarget("biuld"));
  }

  @Test
  void aDockerfileThatIsMissing() throws Exception {
    failures.check(
        "missing-dockerfile",
        () -> {
          try (var builder = workshop.open()) {
            builder.build(
                BuildRequest.of(workshop.context)
                    .withDockerfile(new DockerfileLocation.File(folder.resolve("nowhere"))),
                BuildListener.silent());
          }
        });
  }

  @Test
  void aContextThatIsMissing() throws Exception {
    failures.check(
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
    failures.check("unknown-user", "FROM %s\nUSER alice\nRUN echo hello\n".formatted(base));
  }

  @Test
  void anOwnerThatTheImageDoesNotKnow() throws Exception {
    workshop.file("a.txt", "a");
    failures.check("unknown-owner", "FROM scratch\nCOPY --chown=alice a.txt /\n");
  }

  @Test
  void aCommandForAnotherMachine() throws Exception {
    failures.check(
        "foreign-run",
        "FROM scratch\nRUN [\"/bin/true\"]\n",
        request -> request.withPlatform(Platform.parse("linux/s390x")));
  }

  @Test
  void aCommandThatFails() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = failures.check("run-fails", "FROM %s\nRUN echo why >&2; exit 7\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(7));
    assertThat(workshop.output()).isEqualTo("why\n");
  }

  @Test
  void aCommandThatASignalEnds() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = failures.check("run-killed", "FROM %s\nRUN kill -9 $$\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(137));
  }

  @Test
  void aProgramThatIsMissing() throws Exception {
    var base = workshop.busyboxImage();
    var thrown =
        failures.check("run-not-found", "FROM %s\nRUN [\"/bin/nothing\"]\n".formatted(base));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(127));
  }

  @Test
  void aProgramWhoseInterpreterIsMissing() throws Exception {
    var base = workshop.busyboxImage();
    workshop.file("script", "#!/usr/bin/python3\n");
    failures.check(
        "run-no-interpreter",
        "FROM %s\nCOPY --chmod=755 script /script\nRUN [\"/script\"]\n".formatted(base));
  }

  @Test
  void anImageWithoutAShell() throws Exception {
    workshop.file("a.txt", "a");
    failures.check("run-without-shell", "FROM scratch\nCOPY a.txt /\nRUN echo hello\n");
  }

  @Test
  void anArchiveThatIsCutShort() throws Exception {
    var tar = Tarred.gzip(Tarred.file("etc/motd", "hello\n".repeat(10_000)));
    Files.write(workshop.context.resolve("a.tar.gz"), Arrays.copyOf(tar, tar.length / 2));
    failures.check("archive-truncated", "FROM scratch\nADD a.tar.gz /\n");
  }

  @Test
  void aContextThatIsAZip() throws Exception {
    failures.check("context-zip", () -> stream(new byte[] {'P', 'K', 3, 4, 0}));
  }

  @Test
  void aContextThatIsDamaged() throws Exception {
    var whole = Tarred.gzip(Tarred.file("Dockerfile", "FROM scratch\n"));
    failures.check("context-damaged", () -> stream(Arrays.copyOf(whole, whole.length - 20)));
  }

  @Test
  void aContextThatIsCompressedAndNoTar() throws Exception {
    failures.check(
        "context-no-tar", () -> stream(Tarred.gzip("text".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aContextWithoutADockerfile() throws Exception {
    failures.check("context-no-dockerfile", () -> stream(Tarred.file("x", "x")));
  }

  @Test
  void aMountThatIsWrong() throws Exception {
    failures.check("mount-type", "FROM scratch\nRUN --mount=type=volume,target=/c true\n");
    failures.check(
        "mount-sharing", "FROM scratch\nRUN --mount=type=cache,target=/c,sharing=all true\n");
    failures.check("mount-mode", "FROM scratch\nRUN --mount=type=secret,id=a,mode=99 true\n");
    failures.check("mount-owner", "FROM scratch\nRUN --mount=type=secret,id=a,uid=bob true\n");
  }

  private void stream(byte[] bytes) {
    var context = new BuildContext.Stream("<stdin>", () -> new ByteArrayInputStream(bytes));
    try (var builder = workshop.open()) {
      builder.build(BuildRequest.of(context), BuildListener.silent());
    }
  }
}
