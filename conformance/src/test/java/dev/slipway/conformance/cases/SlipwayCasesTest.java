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

/// Holds Slipway to what BuildKit makes of every case, or to `expected.slipway` where it differs on
/// purpose. Where BuildKit fails, Slipway must fail too; its words are its own.
///
/// `slipway.unsupported` of the cases lists what is not built yet. `-Dgolden=write` writes
/// `expected.slipway` of the cases that may have one.
class SlipwayCasesTest {

  private static Workbench bench;
  private static Slipway slipway;

  @BeforeAll
  static void start() throws IOException {
    bench = Workbench.open("own-cases");
    slipway = new Slipway(bench.folder("slipway"));
  }

  @AfterAll
  static void stop() {
    if (slipway != null) {
      slipway.close();
    }
    if (bench != null) {
      bench.close();
    }
  }

  static Stream<Case> cases() {
    return Workbench.cases().filter(Workbench.isNotIn("slipway.unsupported"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void makesWhatTheCaseExpects(Case example) throws IOException {
    var recipe = bench.layOut(example);
    var output = bench.output(example);
    var golden = bench.golden(example, recipe);
    var outcome = slipway.build(recipe, output);
    var lines =
        switch (outcome) {
          case ImageBuilder.Built() -> golden.lines(BuiltImage.read(output));
          case ImageBuilder.Failed failed -> List.of("error " + failed.message());
        };
    if (example.option("slipway").isPresent() && "write".equals(System.getProperty("golden"))) {
      Files.write(example.folder().resolve("expected.slipway"), shortened(lines));
    }
    var own = example.folder().resolve("expected.slipway");
    var expected =
        Files.readAllLines(Files.exists(own) ? own : example.folder().resolve("expected"));
    assertThat(shortened(lines)).isEqualTo(shortened(expected));
  }

  /// Of a failure only that it is one.
  private static List<String> shortened(List<String> lines) {
    return lines.getFirst().startsWith("error") ? List.of("error") : lines;
  }
}
