package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.store.Pruning;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds in processes of their own, killed or side by side.
class KilledBuildTest {
  // Each takes a second or more: many of them only where nothing is to be left out.
  private static final int KILLS = "1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS")) ? 20 : 4;

  @TempDir private Path folder;
  private Workshop workshop;
  private final String mark = "m" + System.nanoTime();

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    for (int i = 0; i < 200; i++) {
      workshop.file("data/%d/file-%d".formatted(i % 10, i), "content " + i);
    }
    Files.write(workshop.context.resolve("large"), noise(3));
    workshop.file(
        "Dockerfile",
        """
        FROM %s AS files
        FROM %s
        ARG N
        COPY data /data
        RUN echo $N > /n && cp -r /data /other && sleep 0.2
        COPY --from=files / /base
        COPY large /large-$N
        RUN rm -r /other/1 && chown 5:6 /n
        """
            .formatted(base(), workshop.busyboxImage()));
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private static byte[] noise(int seed) {
    var bytes = new byte[2 << 20];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private String base() {
    var layers = IntStream.range(0, 4).mapToObj(i -> Tarred.file("noise-" + i, noise(i))).toList();
    return workshop.publish(
        "noise",
        layers.stream().map(Tarred::gzip).toList(),
        layers.stream().map(Digest::of).toList());
  }

  private Process start(Path store, List<String> values) throws IOException {
    return BuildProgram.start(store, workshop.context, mark, values);
  }

  @Test
  void aBuildThatIsKilledAtAnyMomentLeavesNothingHalfWritten() throws Exception {
    long begun = System.nanoTime();
    var whole = start(folder.resolve("measured"), List.of("0"));
    assertThat(whole.waitFor()).isZero();
    long took = System.nanoTime() - begun;
    var random = new Random();
    for (int i = 0; i < KILLS; i++) {
      // Every other time from nothing, so that the base is fetched too.
      var store = folder.resolve("store-" + i / 2);
      var process = start(store, List.of("first-" + i));
      long pause = random.nextLong(took);
      process.waitFor(pause, TimeUnit.NANOSECONDS);
      process.destroyForcibly().waitFor();
      Patience.await(() -> Processes.with("slipway.mark=" + mark).isEmpty());
      assertThat(Processes.mounts(folder)).isEmpty();
      next(store, "after-" + i, "killed after %d ms".formatted(pause / 1_000_000));
    }
  }

  private void next(Path store, String value, String when) throws IOException {
    try (var builder = Builder.open(BuildProgram.settings(store, workshop.client, mark))) {
      builder.build(
          BuildRequest.of(workshop.context).withArgument("N", value), BuildListener.silent());
    }
    assertThat(StoreCheck.complaints(store)).as(when).isEmpty();
  }

  @Test
  void buildsAndPrunesAtOnceShareTheStore() throws Exception {
    var store = workshop.storeFolder;
    var values = List.of("1", "2", "3", "4");
    var builds = List.of(start(store, values), start(store, values));
    while (builds.stream().anyMatch(Process::isAlive)) {
      Pruning.prune(store, Instant.now(), KilledBuildTest::remove);
      Thread.sleep(5);
    }
    var said =
        List.of(
            new String(builds.get(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8),
            new String(builds.get(1).getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(builds).allSatisfy(build -> assertThat(build.exitValue()).isZero());
    assertThat(said.getFirst().lines()).hasSize(5);
    assertThat(said.getLast().lines()).hasSize(5);
    assertThat(workshop.complaints()).isEmpty();
    assertThat(Pruning.prune(store, Instant.now(), KilledBuildTest::remove)).isPresent();
    assertThat(workshop.complaints()).isEmpty();
    next(store, "5", "pruned");
  }

  private static void remove(Path path) {
    try {
      new ProcessBuilder("rm", "-rf", path.toString()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
