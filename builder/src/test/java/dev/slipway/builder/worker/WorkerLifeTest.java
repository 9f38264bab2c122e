package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.Patience;
import dev.slipway.builder.sandbox.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLifeTest {

  @TempDir private Path folder;

  @Test
  void nothingOutlivesARootBuildThatIsKilled() throws Exception {
    Needed.root();
    nothingOutlives(rootBuild(Overlay.USER), () -> {});
  }

  @Test
  void nothingOutlivesABuildWithFuseOverlayfsThatIsKilled() throws Exception {
    Needed.fuseOverlay();
    nothingOutlives(rootBuild(Overlay.FUSE), () -> assertThat(programs()).hasSize(1));
    Patience.await(() -> programs().isEmpty());
  }

  private Process rootBuild(Overlay overlay) throws Exception {
    var command =
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            TestWorker.classPath(),
            EndlessProgram.class.getName(),
            folder.toString(),
            overlay.name());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void nothingOutlivesAnOrdinaryUsersBuildThatIsKilled() throws Exception {
    Needed.ordinaryUser();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var home = folder.resolve("home").toString();
    nothingOutlives(OrdinaryUser.start(folder, EndlessProgram.class, home), () -> {});
  }

  private void nothingOutlives(Process build, Runnable running) throws Exception {
    try (var lines = build.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("begun");
      assertThat(remaining()).isGreaterThanOrEqualTo(2);
      running.run();
    } finally {
      build.destroyForcibly();
    }
    Patience.await(() -> remaining() == 0 && !isSeen());
  }

  /// Whether anybody has a mount in the folder: a worker has, to its last moment.
  private boolean isSeen() {
    return ProcessHandle.allProcesses().anyMatch(this::seesTheFolder);
  }

  private static long remaining() {
    return ProcessHandle.allProcesses().filter(WorkerLifeTest::isMarked).count();
  }

  private static boolean isMarked(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(EndlessProgram.MARK);
  }

  /// The processes of fuse-overlayfs that work below the folder of this test.
  private List<ProcessHandle> programs() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("/fuse-overlayfs"))
        .filter(this::seesTheFolder)
        .toList();
  }

  // Its command line has short names only, and its directory is the root of a mount of its own.
  private boolean seesTheFolder(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "mountinfo"))
          .contains(folder.toString());
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aStepWhoseFuseOverlayfsIsKilledHasNoLayerAndTheNextOneWorks() throws Exception {
    Needed.fuseOverlay();
    var settings = TestWorker.settings(folder, new Rung.Root()).with(Overlay.FUSE);
    try (var worker = TestWorker.start(folder, settings)) {
      var killer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Patience.await(
                          () -> ProcessHandle.allProcesses().anyMatch(WorkerLifeTest::isMarked));
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                    programs().forEach(ProcessHandle::destroyForcibly);
                  });
      assertThatThrownBy(
              () ->
                  worker.run(
                      "touch /made; sh -c 'sleep 1; : %s'; true".formatted(EndlessProgram.MARK)))
          .isInstanceOf(BuildException.MachineFailed.class);
      killer.join();
      assertThat(programs()).isEmpty();
      assertThat(worker.run("echo next").output()).isEqualTo("next\n");
      assertThat(programs()).isEmpty();
    }
  }

  @Test
  void removesWhatAKilledWorkerLeft() throws Exception {
    Needed.root();
    var process = Files.createDirectories(folder.resolve("snapshots/host/tmp/dead/drafts/x/fs"));
    Files.createFile(folder.resolve("snapshots/host/tmp/dead.lock"));
    try (var worker = TestWorker.start(folder, new Rung.Root())) {
      assertThat(worker.run("echo works").output()).isEqualTo("works\n");
      Patience.await(
          () -> !Files.exists(process) && !Files.exists(process.resolve("../../../../dead.lock")));
    }
    try (var left = Files.list(folder.resolve("snapshots/host/tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void cancelsWhatAnInterruptedThreadWaitsFor() throws Exception {
    Needed.sandbox();
    try (var worker = TestWorker.start(folder)) {
      var thrown = new AtomicReference<Throwable>();
      var thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      worker.run("sleep " + EndlessProgram.MARK);
                    } catch (Exception e) {
                      thrown.set(e);
                    }
                  });
      Patience.await(() -> remaining() > 0);
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
      assertThat(thrown.get()).isInstanceOf(BuildException.Cancelled.class);
      assertThat(remaining()).isZero();
      assertThat(worker.run("echo next").output()).isEqualTo("next\n");
    }
  }

  @Test
  void saysThatTheWorkerEnded() throws Exception {
    Needed.sandbox();
    var worker = TestWorker.start(folder);
    var closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Patience.await(() -> remaining() > 0);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                  worker.close();
                });
    assertThatThrownBy(() -> worker.run("sleep " + EndlessProgram.MARK))
        .isInstanceOf(BuildException.class);
    closer.join();
    assertThatThrownBy(() -> worker.run("true"))
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageContaining("the sandbox worker ended before its work was done");
    assertThat(remaining()).isZero();
  }

  @Test
  void saysWhatAJvmThatCannotStartSaid() {
    Needed.root();
    var settings =
        new WorkerSettings(
            List.of("sh", "-c", "echo no such machine >&2; exit 1"), folder, new Rung.Root());
    assertThatThrownBy(() -> Worker.start(settings))
        .isInstanceOf(BuildException.SandboxUnavailable.class)
        .hasMessageContaining("no such machine");
  }
}
