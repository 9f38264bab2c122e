package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whatever the input: an answer, or this module's own exception, which says something. And the
/// answer holds together: spans lie in the file, and what is asked twice is answered alike. In an
/// ordinary build the kept inputs are tried; `JAZZER_FUZZ=1` looks for new ones.
class DockerfileFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAFileOrAnError(byte[] bytes) {
    Dockerfile file;
    try {
      file = Dockerfile.parse("Dockerfile", bytes);
    } catch (DockerfileException.Invalid e) {
      assertThat(e.render()).isNotBlank();
      return;
    }
    Linter.lint(file, LintContext.standard())
        .error()
        .ifPresent(e -> assertThat(e.problem()).isNotBlank());
    for (var stage : file.stages()) {
      for (var instruction : stage.instructions()) {
        check(instruction, file.source());
      }
    }
  }

  private static void check(Instruction instruction, Source source) {
    var span = instruction.span();
    assertThat(span.firstLine()).isBetween(1, span.lastLine());
    assertThat(source.text().lines().count()).isGreaterThanOrEqualTo(span.lastLine());
    if (instruction instanceof Instruction.OnBuild onBuild) {
      try {
        Dockerfile.parseTrigger("trigger", onBuild.trigger());
      } catch (DockerfileException.Invalid e) {
        assertThat(e.render()).isNotBlank();
      }
    }
  }

  @FuzzTest(maxDuration = "5m")
  void anyWordExpandsOrIsAnError(byte[] bytes) {
    var variables = Variables.of(Map.of("a", "b c", "empty", "", "path", "/usr/local/bin"));
    try {
      var word = SourceText.decode(bytes);
      var expander = new Expander('\\');
      var expanded = expander.expand(word, variables);
      assertThat(expanded.words()).doesNotContain("");
      assertThat(expander.expand(word, variables)).isEqualTo(expanded);
      assertThat(expander.text(word, variables)).isEqualTo(expanded.text());
      assertThat(Expander.expandBody(word, variables))
          .isEqualTo(Expander.expandBody(word, variables));
    } catch (DockerfileException.Unexpandable e) {
      assertThat(e.problem()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "5m")
  void anyPatternMatchesOrIsAnError(byte[] bytes) {
    int middle = bytes.length / 2;
    var text = new String(Arrays.copyOf(bytes, middle), StandardCharsets.ISO_8859_1);
    byte[] path = Arrays.copyOfRange(bytes, middle, bytes.length);
    try {
      var ignored = IgnoreFile.parse(Source.of(".dockerignore", text)).patterns();
      assertThat(ignored.excludes(path)).isEqualTo(ignored.excludes(path));
      var patterns = PathPatterns.compile(List.of(text));
      // Without an exception nothing comes back.
      assertThat(patterns.mayReinclude(path) && !patterns.hasExceptions()).isFalse();
    } catch (DockerfileException e) {
      assertThat(e.problem()).isNotBlank();
    }
  }
}
