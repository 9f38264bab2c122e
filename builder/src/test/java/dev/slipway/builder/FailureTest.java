package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens to the rest of a build when a part of it fails.
@Timeout(60)
class FailureTest {
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

  @Test
  void stopsStagesThatStillRunAndTellsWhatFailedFirst() throws Exception {
    var base = workshop.busyboxImage();
    var dockerfile =
        """
        FROM %s AS slow
        RUN sleep 50
        FROM %s AS failing
        RUN sleep 1; exit 9
        FROM scratch
        COPY --from=slow /a /
        COPY --from=failing /b /
        """
            .formatted(base, base);
    long begun = System.nanoTime();
    assertThat(catchThrowable(() -> workshop.build(dockerfile)))
        .isInstanceOfSatisfying(
            BuildException.StepFailed.class, e -> assertThat(e.exitCode()).isEqualTo(9));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(Processes.with("sleep 50")).isEmpty();
    assertThat(workshop.complaints()).isEmpty();
  }

  @Test
  void stopsTheTargetWhenAStageThatItNeedsLaterFails() throws Exception {
    var base = workshop.busyboxImage();
    var dockerfile =
        """
        FROM %s AS failing
        RUN sleep 1; exit 9
        FROM %s
        RUN sleep 51
        COPY --from=failing /b /
        """
            .formatted(base, base);
    long begun = System.nanoTime();
    assertThat(catchThrowable(() -> workshop.build(dockerfile)))
        .isInstanceOf(BuildException.StepFailed.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(Processes.with("sleep 51")).isEmpty();
  }

  @Test
  void anInterruptCancelsTheBuildAndItsCommands() throws Exception {
    var base = workshop.busyboxImage();
    var thrown = new AtomicReference<Throwable>();
    var started = new CountDownLatch(1);
    var thread =
        Thread.ofPlatform()
            .start(
                () ->
                    thrown.set(
                        catchThrowable(
                            () -> {
                              try (var builder = workshop.open()) {
                                builder.build(
                                    BuildRequest.of(workshop.context)
                                        .withDockerfile(
                                            new DockerfileLocation.Inline(
                                                "Dockerfile",
                                                "FROM %s\nRUN echo begun; sleep 52\n"
                                                    .formatted(base))),
                                    event -> {
                                      if (event instanceof BuildEvent.StepOutput) {
                                        started.countDown();
                                      }
                                    });
                              }
                            })));
    started.await();
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(thrown.get()).isInstanceOf(BuildException.Cancelled.class);
    assertThat(Processes.with("sleep 52")).isEmpty();
    assertThat(workshop.complaints()).isEmpty();
  }
}
