package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
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
  void takesTheWordsForTrueAndFalseThatGoPrograms() {
    for (var word : List.of("1", "t", "True")) {
      assertThat(new Session(directory).with("SLIPWAY_JSON", word).run("version").out())
          .startsWith("{");
    }
    assertThat(new Session(directory).with("SLIPWAY_JSON", "0").run("version").out())
        .startsWith("slipway ");
  }

  @Test
  void needsNoHomeWhereTheStoreIsElsewhere() {
    var session = new Session(directory).with("DOCKER_CONFIG", "");
    assertThat(session.run("images").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(session.run("digest", "store:nothing").err()).contains("no image 'nothing:latest'");
    assertThat(session.run("logout", "registry.example").err())
        .contains("HOME is not set, so there is no place for credentials");
  }

  @Test
  void failsWhenStandardOutputTakesNothing() {
    var full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    var outcome = new Session(directory).printingTo(full).run("version");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(outcome.err()).contains("standard output did not take the result");
  }

  @Test
  void speaksHttpWithTheRegistriesThatAreNamed() {
    var name = "registry.invalid:5000/app";
    for (var verb : List.of("digest", "inspect", "pull")) {
      assertThat(new Session(directory).run(verb, name).err())
          .contains(" https://registry.invalid");
      assertThat(
              new Session(directory).run(verb, "--plain-http", "registry.invalid:5000", name).err())
          .contains(" http://registry.invalid:5000/");
    }
  }

  @Test
  void saysWhatServesInsteadOfAFlagOfBuildx() {
    var outcome = new Session(directory).run("build", "--provenance=false", ".");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err())
        .isEqualTo(
            "slipway build: there is no flag '--provenance' as buildx has it: this version attests"
                + " nothing, so that there is nothing to turn off: leave it out\n");
    assertThat(new Session(directory).run("push", "--load", "x").err()).doesNotContain("buildx");
  }

  @Test
  void endsWhenTheTimeIsOver() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var name = "127.0.0.1:" + silent.getLocalPort() + "/app";
      var outcome = new Session(directory).run("pull", "--timeout", "1s", name);
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.TIMEOUT);
      assertThat(outcome.err()).contains("not done within 1s (--timeout)");
    } finally {
      // The command was told so by an interrupt, and runs here.
      Thread.interrupted();
    }
  }

  @Test
  void exitsWithTheCodeOfARunWhereThatIsWanted() {
    var failure = new CommandException.RunFailed(new BuildException.StepFailed("RUN failed", 42));
    assertThat(failure.exitCode().number()).isEqualTo(42);
    assertThat(failure).hasMessage("RUN failed");
  }

  @Test
  void writesAScriptThatCompletesEveryCommand() {
    var script = new Session(directory).run("completion", "bash").out();
    for (var verb : Verb.values()) {
      assertThat(script).contains(verb.word());
    }
    assertThat(script).contains("--build-arg-file");
    assertThat(new Session(directory).run("completion", "fish").exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void namesTheFlagThatThereIsNotBeforeWhatIsMissing() {
    assertThat(new Session(directory).run("inspect", "--jsno").err())
        .isEqualTo(
            "slipway inspect: there is no flag '--jsno'. Did you mean '--json'?"
                + System.lineSeparator());
    assertThat(new Session(directory).run("inspect", "--json").err()).contains("NAME is missing");
  }

  @Test
  void refusesATimeoutThatIsNoTime() {
    var outcome = new Session(directory).run("pull", "--timeout", "soon", "app");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("--timeout soon is not a time");
  }

  @Test
  void tellsAFailureAsAnEventWhereEventsAreWanted() {
    var outcome = new Session(directory).run("pull", "--progress=rawjson", "--timeout=0s", "app");
    assertThat(outcome.err()).startsWith("{\"event\":\"failed\",\"exitCode\":2,\"message\":");
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
