package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Overlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  void takesCopiesByItselfOnAnOverlay() throws Exception {
    Needed.root();
    var told =
        Overlays.within(
            folder,
            inside -> {
              try (var worker = TestWorker.start(inside)) {
                assertThat(worker.worker.overlay()).isEqualTo(Overlay.COPIES);
                assertThat(worker.worker.obstacle()).contains("mount of overlay");
                return worker.run("echo on a copy").output();
              }
            });
    assertThat(told).isEqualTo("on a copy\n");
  }

  @TestFactory
  Stream<DynamicTest> asAnOrdinaryUser() throws Exception {
    Needed.ordinaryUser();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var told = OrdinaryUser.run(folder, ContractProgram.class, folder.resolve("user").toString());
    return told.lines()
        .filter(line -> line.startsWith("proof "))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.substring(6, line.indexOf(':')),
                    () -> assertThat(line).endsWith(": holds")));
  }
}
