package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.layout.GrowingArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store on a disk with little room.
class FullDiskTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    Peers.requireRoot();
    workshop = new Workshop(folder);
    Files.createDirectories(workshop.storeFolder);
    command("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", workshop.storeFolder.toString());
  }

  @AfterEach
  void close() throws Exception {
    if (workshop != null) {
      workshop.close();
      command("umount", "-l", workshop.storeFolder.toString());
    }
  }

  private static void command(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      Peers.missing(String.join(" ", words) + ": " + said);
    }
  }

  private static byte[] noise() {
    var bytes = new byte[12 * MEGABYTE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private void tellsThatTheDiskIsFull(Throwable thrown) throws IOException {
    assertThat(thrown)
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageFindingMatch("[Nn]o space left");
    assertThat(Processes.open(workshop.storeFolder)).isEmpty();
    assertThat(workshop.complaints()).isEmpty();
    // Nothing of it takes room any more.
    workshop.file("small", "a");
    workshop.build("FROM scratch\nCOPY small /\n");
  }

  @Test
  void aCopyThatDoesNotFit() throws Exception {
    Files.write(workshop.context.resolve("large"), noise());
    var thrown = catchThrowable(() -> workshop.build("FROM scratch\nCOPY large /\n"));
    tellsThatTheDiskIsFull(thrown);
  }

  @Test
  void aBaseThatDoesNotFit() throws Exception {
    var noise = noise();
    var base =
        workshop.publish("large", List.of(noise), List.of(dev.slipway.image.Digest.of(noise)));
    tellsThatTheDiskIsFull(
        catchThrowable(() -> workshop.build("FROM %s\nWORKDIR /a\n".formatted(base))));
  }

  @Test
  void anArchiveThatDoesNotFit() throws Exception {
    Files.write(workshop.context.resolve("large"), java.util.Arrays.copyOf(noise(), 3 * MEGABYTE));
    var room = Files.createDirectories(folder.resolve("room"));
    command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", room.toString());
    try (var builder = workshop.open()) {
      var image = workshop.build("FROM scratch\nCOPY large /\n");
      var thrown =
          catchThrowable(
              () -> {
                try (var archive =
                    GrowingArchive.create(room.resolve("out.tar"), GrowingArchive.Kind.OCI)) {
                  builder.write(image, archive, List.of(), _ -> {});
                }
              });
      assertThat(thrown)
          .isInstanceOf(RegistryException.DiskFailed.class)
          .hasMessageContaining("room/out.tar: No space left");
      assertThat(room).isEmptyDirectory();
    } finally {
      command("umount", "-l", room.toString());
    }
  }

  @Test
  void aCompressedLayerThatDoesNotFit() throws Exception {
    Files.write(workshop.context.resolve("large"), java.util.Arrays.copyOf(noise(), 5 * MEGABYTE));
    var thrown =
        catchThrowable(
            () -> {
              try (var builder = workshop.open()) {
                var image =
                    builder.build(
                        BuildRequest.of(workshop.context)
                            .withDockerfile(
                                new DockerfileLocation.Inline(
                                    "Dockerfile", "FROM scratch\nCOPY large /\n")),
                        BuildListener.silent());
                builder.push(image, workshop.reference("large:1"), _ -> {});
              }
            });
    tellsThatTheDiskIsFull(thrown);
  }

  @Test
  void aCommandThatWritesTooMuch() throws Exception {
    var base = workshop.busyboxImage();
    var thrown =
        catchThrowable(
            () ->
                workshop.build(
                    "FROM %s\nRUN dd if=/dev/zero of=/large bs=1M count=9\n".formatted(base)));
    assertThat(thrown)
        .isInstanceOfAny(BuildException.StepFailed.class, BuildException.MachineFailed.class);
    if (thrown instanceof BuildException.MachineFailed) {
      assertThat(thrown).hasMessageFindingMatch("[Nn]o space left");
    } else {
      assertThat(workshop.output()).contains("No space left on device");
    }
    assertThat(Processes.open(workshop.storeFolder)).isEmpty();
    assertThat(workshop.complaints()).isEmpty();
  }
}
