package dev.slipway.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.conformance.oracle.BuiltImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Builds every case with the BuildKit of this machine: what the cases expect is what it does.
///
/// `-Dgolden=write` writes the expectations anew, `-Dcases=REGEX` picks cases by name.
class BuildKitCasesTest {

  private static Workbench bench;
  private static BuildKit buildKit;

  @BeforeAll
  static void start() throws IOException {
    bench = Workbench.open("cases");
    buildKit = new BuildKit(bench.folder("buildkit"));
  }

  @AfterAll
  static void stop() {
    if (buildKit != null) {
      buildKit.close();
    }
    if (bench != null) {
      bench.close();
    }
  }

  static Stream<Case> cases() {
    return Workbench.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void makesWhatTheCaseExpects(Case example) throws IOException {
    var recipe = bench.layOut(example);
    var output = bench.output(example);
    var golden = bench.golden(example, recipe);
    var lines =
        switch (buildKit.build(recipe, output)) {
          case ImageBuilder.Built() -> golden.lines(BuiltImage.read(output));
          case ImageBuilder.Failed failed -> golden.lines(failed);
        };
    var expected = example.folder().resolve("expected");
    if ("write".equals(System.getProperty("golden"))) {
      Files.write(expected, lines);
    }
    assertThat(lines).isEqualTo(Files.exists(expected) ? Files.readAllLines(expected) : List.of());
  }
}
