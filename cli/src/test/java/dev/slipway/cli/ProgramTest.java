package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path directory;

  @Test
  void printsItsVersionOnStandardOutputAlone() {
    var outcome = new Session(directory).run("version");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(outcome.out()).matches("slipway [0-9].* \\(Java [0-9].*, \\w+/\\w+\\)\\n");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void takesEveryFlagFromTheEnvironment() {
    assertThat(new Session(directory).with("SLIPWAY_JSON", "true").run("version").out())
        .startsWith("{");
    assertThat(
            new Session(directory)
                .with("SLIPWAY_JSON", "true")
                .run("version", "--json=false")
                .out())
        .startsWith("slipway ");
  }

  @Test
  void refusesAToggleThatIsNeitherTrueNorFalse() {
    var outcome = new Session(directory).with("SLIPWAY_JSON", "perhaps").run("version");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("perhaps");
  }

  @Test
  void showsAStackTraceOnlyWhenAsked() {
    assertThat(new Session(directory).run("nothing").err()).hasLineCount(1);
    assertThat(new Session(directory).run("nothing", "--stacktrace").err()).contains("\tat ");
  }

  @Test
  void seesTheEnvironmentAsItWasBeforeTheLauncher() {
    assertThat(Main.environment(Map.of("LC_ALL", "C.UTF-8", "SLIPWAY_BEFORE_LC_ALL", "hu_HU")))
        .isEqualTo(Map.of("LC_ALL", "hu_HU"));
    assertThat(Main.environment(Map.of("LC_ALL", "C.UTF-8", "SLIPWAY_BEFORE_LC_ALL", "")))
        .isEmpty();
    assertThat(Main.environment(Map.of("SLIPWAY_BEFORE_JAVA_TOOL_OPTIONS", "-Dx=y")))
        .isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-Dx=y"));
  }
}
