package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {
  private static final String TITLE = "\u001b]0;mine\u0007";

  @TempDir Path directory;

  @Test
  void keepsTheEndsOfLines() {
    assertThat(HarmlessText.lines("a\tb\r\nc\rd\n")).isEqualTo("a\tb\r\nc?d\n");
    assertThat(HarmlessText.lines("\u0000\u009b31mred🚀")).isEqualTo("??31mred🚀");
    assertThat(HarmlessText.line("a\tb\r\nc")).isEqualTo("a?b??c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lint",
        "build --check .",
        "build --call=outline .",
        "build --call=targets .",
        "build --progress=plain .",
        "build --progress=plain --build-arg BUILDKIT_DOCKERFILE_CHECK=error=true ."
      })
  void whateverIsSaidOfADockerfileIsHarmless(String command) throws IOException {
    Files.writeString(
        directory.resolve("Dockerfile"),
        """
        # stage of %1$s
        FROM scratch AS stage
        # one is %1$s
        ARG one=%1$s
        ENV PASSWORD %1$s
        WORKDIR a%1$s
        """
            .formatted(TITLE));
    var outcome = new Session(directory).run(command.split(" ", -1));
    assertThat(outcome.out() + outcome.err())
        .contains("mine")
        .doesNotContain("\u001b")
        .doesNotContain("\u0007");
  }
}
