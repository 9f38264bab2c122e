package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuildEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Work and a step that wait for what another build uses, in each way of showing progress.
class ProgressTest {
  private static final BuildEvent.Step STEP =
      new BuildEvent.Step(2, "base", 2, 3, "RUN --mount=type=cache,target=/c,sharing=locked make");
  private static final String STORE = "the local store at /home/me/store";
  private static final List<BuildEvent> EVENTS =
      List.of(
          new BuildEvent.Waiting(STORE, "another process prunes it"),
          new BuildEvent.Resumed(STORE, Duration.ofMillis(1234)),
          new BuildEvent.StepStarted(STEP),
          new BuildEvent.StepWaiting(STEP, "cache mount '/c' is in use by another build or step"),
          new BuildEvent.StepResumed(STEP, Duration.ofMillis(2345)),
          new BuildEvent.StepFailed(STEP, Duration.ofSeconds(3)));

  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String shown(String how) {
    var surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("TERM", "xterm", "NO_COLOR", "1"),
            directory,
            Surroundings.Screen.TERMINAL,
            Prompt.NOBODY,
            new Cancellation());
    try (var progress = progress(how, surroundings)) {
      EVENTS.forEach(progress::heard);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Progress progress(String how, Surroundings surroundings) {
    return switch (how) {
      case "tty" -> new TerminalProgress(surroundings, "Building");
      case "plain" -> new PlainProgress(surroundings.err());
      case "rawjson" -> new JsonProgress(surroundings.err());
      default -> new QuietProgress();
    };
  }

  @Test
  void linesSayWhatIsWaitedForAndHowLong() {
    assertThat(shown("plain"))
        .isEqualTo(
            """
            waiting for the local store at /home/me/store: another process prunes it
            waited 1.2s for the local store at /home/me/store
            #2 [base 2/3] RUN --mount=type=cache,target=/c,sharing=locked make
            #2 waiting: cache mount '/c' is in use by another build or step
            #2 waited 2.3s
            #2 ERROR 3.0s
            """);
  }

  @Test
  void objectsSayWhatIsWaitedForAndHowLong() {
    assertThat(shown("rawjson").lines().skip(1).map(line -> line.replaceAll("\"time\":[^,]*,", "")))
        .containsExactly(
            "{\"event\":\"waiting\",\"reason\":\"another process prunes it\","
                + "\"subject\":\"the local store at /home/me/store\"}",
            "{\"event\":\"resumed\",\"milliseconds\":1234,"
                + "\"subject\":\"the local store at /home/me/store\"}",
            "{\"event\":\"stepStarted\",\"index\":2,\"of\":3,\"stage\":\"base\",\"step\":2,"
                + "\"text\":\"RUN --mount=type=cache,target=/c,sharing=locked make\"}",
            "{\"event\":\"stepWaiting\",\"reason\":\"cache mount '/c' is in use by another build or"
                + " step\",\"step\":2}",
            "{\"event\":\"stepResumed\",\"milliseconds\":2345,\"step\":2}",
            "{\"event\":\"stepFailed\",\"milliseconds\":3000,\"step\":2}");
  }

  @Test
  void thePictureHasALineForAWaitOfTheWholeBuild() {
    assertThat(shown("tty")).contains(" => waiting for the local store at /home/me/store ");
  }

  @Test
  void thePictureSaysItBelowTheStep() {
    assertThat(shown("tty").lines().toList())
        .containsSubsequence(
            " > [base 2/3] RUN --mount=type=cache,target=/c,sharing=locked make:",
            "waiting: cache mount '/c' is in use by another build or step",
            "waited 2.3s");
  }

  @Test
  void quietSaysNothing() {
    assertThat(shown("quiet")).isEmpty();
  }
}
