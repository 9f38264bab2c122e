package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.dockerfile.outline.Outline;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long files of each kind take a second or so; anything quadratic would take hours.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LinearTimeTest {
  private static final int SIZE = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN make all && make install\n",
        "# a comment about what follows\n",
        "RUN <<EOF\ncat\nEOF\n",
        "ENV a=1 b=\"2 3\" \\\n  c=$d\n",
        "COPY [\"a\", \"b\", \"/c/\"]\n",
      })
  void manyInstructions(String instruction) {
    var file = Dockerfile.parse("Dockerfile", "FROM a\n" + repeated(instruction));
    assertThat(file.stages()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a \\\n",
        "# comment\n",
        "\\\n",
        " ",
        "\n",
        "a=b ",
        "\"",
        "'",
        "<",
        "$",
        "[",
        "\\",
        "=",
        "--x ",
        "é",
        "${a:-",
        "<<A "
      })
  void oneLongInstruction(String piece) {
    for (var start : new String[] {"RUN \\\n", "ENV ", "LABEL a=", "COPY ", "# ", "", "CMD ["}) {
      try {
        Dockerfile.parse("Dockerfile", "FROM a\n" + start + repeated(piece));
      } catch (DockerfileException.Invalid e) {
        assertThat(e.render().length()).isLessThan(30_000_000);
      }
    }
  }

  @Test
  void tenMegabytes() {
    var file = Dockerfile.parse("Dockerfile", "FROM a\n" + "RUN make all\n".repeat(800_000));
    assertThat(file.lastStage().instructions()).hasSize(800_000);
  }

  @Test
  void manyStagesThatNeedOneAnother() {
    var text = new StringBuilder("FROM scratch AS s0\n");
    for (int i = 1; i < 20_000; i++) {
      text.append("FROM s%d AS s%d\nCOPY --from=s%d /a /a\n".formatted(i - 1, i, i - 1));
    }
    var file = Dockerfile.parse("Dockerfile", text.toString());
    assertThat(Linter.lint(file, LintContext.standard()).warnings()).isEmpty();
    assertThat(Outline.of(file, LintContext.standard()).arguments()).isEmpty();
  }

  private static String repeated(String piece) {
    return piece.repeat(SIZE / piece.length());
  }
}
