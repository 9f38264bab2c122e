package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each folder holds a broken Dockerfile and the error that its author sees. `-Dgolden=write`
/// writes the errors anew.
class ErrorGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/errors");

  @TestFactory
  Stream<DynamicTest> tellsWhatIsWrong() throws IOException {
    try (var folders = Files.list(CASES)) {
      var sorted = folders.sorted().toList();
      assertThat(sorted).hasSizeGreaterThan(20);
      return sorted.stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }
  }

  private static void check(Path folder) throws IOException {
    var golden = folder.resolve("error.txt");
    var rendered = rendered(folder);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, rendered);
    }
    assertThat(rendered).isEqualTo(Files.readString(golden));
  }

  private static String rendered(Path folder) throws IOException {
    try {
      var file = Dockerfile.parse("Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile")));
      new StageLookup(file).check();
      return "no error\n";
    } catch (DockerfileException.Invalid e) {
      return e.render();
    }
  }
}
