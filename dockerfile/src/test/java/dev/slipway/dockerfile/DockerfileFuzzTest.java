package dev.slipway.dockerfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whatever the input: an answer, or this module's own exception. In an ordinary build the kept
/// inputs are tried; `JAZZER_FUZZ=1` looks for new ones.
class DockerfileFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAFileOrAnError(byte[] bytes) {
    Dockerfile file;
    try {
      file = Dockerfile.parse("Dockerfile", bytes);
    } catch (DockerfileException.Invalid e) {
      requireText(e.render());
      return;
    }
    Linter.lint(file, LintContext.standard()).error().ifPresent(e -> requireText(e.problem()));
    for (var stage : file.stages()) {
      for (var instruction : stage.instructions()) {
        check(instruction);
      }
    }
  }

  private static void check(Instruction instruction) {
    if (instruction instanceof Instruction.OnBuild onBuild) {
      try {
        Dockerfile.parseTrigger("trigger", onBuild.trigger());
      } catch (DockerfileException.Invalid e) {
        requireText(e.render());
      }
    }
  }

  @FuzzTest(maxDuration = "5m")
  void anyWordExpandsOrIsAnError(byte[] bytes) {
    var variables = Variables.of(Map.of("a", "b c", "empty", "", "path", "/usr/local/bin"));
    try {
      new Expander('\\').expand(SourceText.decode(bytes), variables);
      Expander.expandBody(SourceText.decode(bytes), variables);
    } catch (DockerfileException.Unexpandable e) {
      requireText(e.problem());
    }
  }

  @FuzzTest(maxDuration = "5m")
  void anyPatternMatchesOrIsAnError(byte[] bytes) {
    int middle = bytes.length / 2;
    var text = new String(Arrays.copyOf(bytes, middle), StandardCharsets.ISO_8859_1);
    byte[] path = Arrays.copyOfRange(bytes, middle, bytes.length);
    try {
      IgnoreFile.parse(Source.of(".dockerignore", text)).patterns().excludes(path);
      PathPatterns.compile(List.of(text)).mayReinclude(path);
    } catch (DockerfileException e) {
      requireText(e.problem());
    }
  }

  private static void requireText(String text) {
    if (text == null || text.isBlank()) {
      throw new AssertionError("an error without a message");
    }
  }
}
