package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.snapshot.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> asRoot() throws Exception {
    Needed.root();
    var worker = TestWorker.start(folder);
    return Contract.all().entrySet().stream()
        .map(proof -> DynamicTest.dynamicTest(proof.getKey(), () -> proof.getValue().on(worker)))
        .onClose(worker::close);
  }

  @TestFactory
  Stream<DynamicTest> withAProgramThatServesTheOverlay() throws Exception {
    Needed.fuseOverlay();
    var settings = TestWorker.settings(folder, Rung.of(Facts.gather())).with(Overlay.FUSE);
    var worker = TestWorker.start(folder, settings);
    assertThat(worker.worker.overlay()).isEqualTo(Overlay.FUSE);
    return Contract.all().entrySet().stream()
        .map(proof -> DynamicTest.dynamicTest(proof.getKey(), () -> proof.getValue().on(worker)))
        .onClose(worker::close);
  }

  @TestFactory
  Stream<DynamicTest> withCopiesWhereNoOverlayCanBeMounted() throws Exception {
    Needed.root();
    var settings = TestWorker.settings(folder, Rung.of(Facts.gather())).with(Overlay.COPIES);
    var worker = TestWorker.start(folder, settings);
    assertThat(worker.worker.overlay()).isEqualTo(Overlay.COPIES);
    return Contract.all().entrySet().stream()
        .map(proof -> DynamicTest.dynamicTest(proof.getKey(), () -> proof.getValue().on(worker)))
        .onClose(worker::close);
  }

  @Test
  void takesTheProgramByItselfOnAnOverlay() throws Exception {
    Needed.fuseOverlay();
    var told =
        Overlays.within(
            folder,
            inside -> {
              try (var worker = TestWorker.start(inside)) {
                assertThat(worker.worker.overlay()).isEqualTo(Overlay.FUSE);
                assertThat(worker.worker.obstacle()).contains("mount of overlay");
                return changed(worker);
              }
            });
    assertThat(told).isEqualTo("in the second step\n");
  }

  @Test
  void takesCopiesByItselfOnAnOverlayWithoutFuse() throws Exception {
    Needed.fuseOverlay();
    var told =
        Overlays.within(
            folder,
            inside -> {
              var settings = TestWorker.settings(inside, Rung.of(Facts.gather()));
              try (var worker = TestWorker.start(inside, withoutFuse(settings))) {
                assertThat(worker.worker.overlay()).isEqualTo(Overlay.COPIES);
                assertThat(worker.worker.obstacle())
                    .contains("mount of overlay")
                    .contains("fuse-overlayfs ended at once: ");
                return changed(worker);
              }
            });
    assertThat(told).isEqualTo("in the second step\n");
  }

  // A file system that is an overlay takes no devices 0:0, so the notes are others there.
  private static String changed(TestWorker worker) throws Exception {
    var first = worker.run("mkdir /d && touch /d/old /gone && echo kept > /d/kept");
    var second =
        worker.run(
            first.layers(),
            "rm -r /gone /d && mkdir /d && touch /d/new && ls -a / > /tmp/names && echo in the"
                + " second step");
    assertThat(TestWorker.listing(second))
        .containsExactlyInAnyOrder(
            ".wh.gone", "d/", "d/.wh.kept", "d/.wh.old", "d/new", "tmp/", "tmp/names");
    var third = worker.run(second.layers(), "ls -a /d /tmp/names; grep -c wh /tmp/names");
    assertThat(third.output()).isEqualTo("/tmp/names\n\n/d:\n.\n..\nnew\n0\n");
    return second.output();
  }

  /// The same where the device is none, which only its worker sees.
  private static WorkerSettings withoutFuse(WorkerSettings settings) {
    var program = new ArrayList<>(List.of("sh", "-c"));
    program.add("mount --bind /dev/null /dev/fuse && exec \"$@\"");
    program.add("sh");
    program.addAll(settings.program());
    return new WorkerSettings(program, settings.snapshots(), settings.rung());
  }

  @Test
  void keepsFoldersAsDeepAsAPathCanSay() throws Exception {
    Needed.root();
    try (var worker = TestWorker.start(folder, new Rung.Root())) {
      var told = worker.run("cd /tmp; mkdir -p %s; echo x > d/x".formatted("d/".repeat(1800)));
      assertThat(TestWorker.listing(told)).hasSize(1805);
      var next = worker.run(told.layers(), "find /tmp | wc -l; rm -r /tmp/d");
      assertThat(next.output()).isEqualTo("1802\n");
      assertThat(TestWorker.listing(next)).containsExactly("tmp/", "tmp/.wh.d");
    }
    // In which others would lose themselves.
    Snapshots.remove(folder.resolve("snapshots"));
  }

  @Test
  void answersWhenFoldersAreTooDeepForIt() throws Exception {
    Needed.root();
    var settings = TestWorker.settings(folder, new Rung.Root(), List.of("-Xss300k"));
    try (var worker = TestWorker.start(folder, settings)) {
      assertThatThrownBy(() -> worker.run("cd /tmp; mkdir -p " + "d/".repeat(1800)))
          .isInstanceOf(BuildException.MachineFailed.class)
          .hasMessageContaining("folders lie in one another deeper than can be followed here");
      assertThat(worker.run("echo next").output()).isEqualTo("next\n");
    }
    assertThat(folder.resolve("snapshots/host/tmp")).isEmptyDirectory();
  }

  @Test
  void letsNobodyWaitForAnAnswerThatCannotBeRead() throws Exception {
    Needed.sandbox();
    var usual = TestWorker.settings(folder, Rung.of(Facts.gather()));
    var program =
        usual.program().stream()
            .map(
                word ->
                    word.equals(WorkerProgram.class.getName())
                        ? GarblingProgram.class.getName()
                        : word)
            .toList();
    var settings = new WorkerSettings(program, usual.snapshots(), usual.rung());
    try (var worker = Worker.start(settings)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertThatThrownBy(() -> worker.remove(folder.resolve("nothing")))
                  .isInstanceOf(BuildException.MachineFailed.class)
                  .hasMessageContaining("the sandbox worker ended before its work was done (")
                  .hasMessageContaining("odd"));
    }
  }

  @Test
  void goesOnWhenAListenerFails() throws Exception {
    Needed.sandbox();
    try (var worker = TestWorker.start(folder)) {
      var failing =
          new StepOutput() {
            @Override
            public void output(byte[] bytes) {
              // Until no more answers have room.
              LockSupport.parkNanos(500_000_000);
              throw new IllegalStateException("a listener");
            }

            @Override
            public void errors(byte[] bytes) {}
          };
      var request =
          new RunRequest(
              worker.base,
              TestWorker.shell("seq 1 2000000"),
              TestWorker.isolation(),
              List.of(),
              worker.draft());
      assertThatThrownBy(() -> worker.worker.run(request, failing)).hasMessage("a listener");
      assertThat(worker.run("echo next").output()).isEqualTo("next\n");
    }
  }

  @TestFactory
  Stream<DynamicTest> asAnOrdinaryUser() throws Exception {
    Needed.ordinaryUser();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    return proofs(
        OrdinaryUser.run(folder, ContractProgram.class, folder.resolve("user").toString()));
  }

  @TestFactory
  Stream<DynamicTest> asAnOrdinaryUserWithTheProgram() throws Exception {
    Needed.ordinaryUser();
    Needed.fuseOverlay();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    return proofs(
        OrdinaryUser.runWithFuse(
            folder, ContractProgram.class, folder.resolve("user").toString(), "FUSE"));
  }

  @TestFactory
  Stream<DynamicTest> asRootInAContainer() throws Exception {
    Needed.root();
    // Its /proc shows its own processes, and is covered for those with all rights, too.
    var otherwise =
        Set.of(
            "shows nothing of the host through /proc",
            "gives all rights to whoever has leave for them");
    return proofs(
            OrdinaryUser.runInContainer(
                folder, ContractProgram.class, folder.resolve("container").toString()))
        .filter(proof -> !otherwise.contains(proof.getDisplayName()));
  }

  private static Stream<DynamicTest> proofs(String told) {
    return told.lines()
        .filter(line -> line.startsWith("proof "))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.substring(6, line.indexOf(':')),
                    () -> assertThat(line).endsWith(": holds")));
  }
}
