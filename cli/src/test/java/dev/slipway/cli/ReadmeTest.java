package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the README to what there is.
class ReadmeTest {
  private static final Path README = Path.of("../README.md");

  @TempDir Path directory;

  @Test
  void theExampleInJavaCompiles() throws IOException {
    var text = Files.readString(README);
    var begin = text.indexOf("```java\n") + "```java\n".length();
    var example = text.substring(begin, text.indexOf("```", begin));
    assertThat(example.lines().count()).isLessThanOrEqualTo(14);
    var source =
        Files.writeString(
            directory.resolve("Example.java"),
            """
            import dev.slipway.builder.*;
            import dev.slipway.image.*;
            import dev.slipway.registry.*;
            import dev.slipway.registry.remote.*;
            import java.nio.file.Path;

            class Example {
              void run() {
                %s
              }
            }
            """
                .formatted(example));
    var messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options = List.of("-d", directory.toString(), "-cp", classPath());
      var sources = files.getJavaFileObjects(source);
      assertThat(compiler.getTask(messages, files, null, options, null, sources).call())
          .as(messages.toString())
          .isTrue();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Test
  void itsCommandsAreThere() throws IOException {
    var verbs =
        Files.readString(README)
            .lines()
            .filter(line -> line.contains("$ ./slipway "))
            .map(line -> line.replaceFirst(".*\\$ \\./slipway ", "").split(" ", 2)[0])
            .toList();
    assertThat(verbs).isNotEmpty().allSatisfy(verb -> assertThat(Verb.named(verb)).isNotNull());
  }
}
