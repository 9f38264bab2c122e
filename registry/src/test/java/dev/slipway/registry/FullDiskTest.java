package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Reference;
import dev.slipway.registry.layout.GrowingArchive;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import dev.slipway.registry.remote.Retry;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Places on a disk with less room than the image needs. Only root can make such a disk.
class FullDiskTest {
  private static final int LAYER = 3_000_000;

  @TempDir private Path folder;
  private final SampleImage image = SampleImage.of("large", LAYER, "linux/amd64");

  @BeforeEach
  void mount() throws Exception {
    command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk().toString());
  }

  @AfterEach
  void unmount() throws Exception {
    command("umount", "-l", disk().toString());
  }

  private Path disk() throws IOException {
    return Files.createDirectories(folder.resolve("disk"));
  }

  private static void command(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
        Assertions.fail(said);
      }
      Assumptions.abort(said);
    }
  }

  /// The files on the disk that are larger than what fits of the layer is likely to be.
  private List<Path> large() throws IOException {
    try (var files = Files.walk(disk())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() > 100_000)
          .toList();
    }
  }

  private void tellsThatTheDiskIsFull(Place place) {
    assertThatThrownBy(() -> Copy.between(image.place("1"), place).run("1", List.of("1")))
        .isInstanceOf(RegistryException.DiskFailed.class)
        .hasMessageStartingWith("cannot write to " + place.name())
        .hasMessageEndingWith("No space left on device");
  }

  @Test
  void aLayoutLosesNothingElse() throws IOException {
    try (var place = LayoutFolder.create(disk().resolve("layout"))) {
      tellsThatTheDiskIsFull(place);
      assertThat(place.tags()).isEmpty();
    }
    assertThat(large()).isEmpty();
  }

  @Test
  void anArchiveIsNotThere() throws IOException {
    var file = disk().resolve("image.tar");
    try (var place = GrowingArchive.create(file, GrowingArchive.Kind.OCI)) {
      tellsThatTheDiskIsFull(place);
    }
    assertThat(file).doesNotExist();
    assertThat(large()).isEmpty();
  }

  @Test
  void aRegistrySaysSo() throws IOException {
    var options =
        RegistryOptions.DEFAULT.withRetry(new Retry(2, Duration.ofMillis(1), Duration.ofMillis(2)));
    try (var server = Server.start(Setup.usual().keptIn(disk().resolve("registry")));
        var client = new RegistryClient(options)) {
      var place = client.repository(Reference.parse(server.host() + "/app"), Access.PUSH);
      // One after another: a blob that fails does not interrupt what another one cleans up.
      var copy = Copy.between(image.place("1"), place).withParallel(1);
      assertThatThrownBy(() -> copy.run("1", List.of("1")))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageEndingWith("status 500 the disk of this registry: No space left on device");
      assertThat(place.tags()).isEmpty();
    }
    assertThat(large()).isEmpty();
  }
}
