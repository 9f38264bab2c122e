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

/// Asks buildah for a second opinion on the cases that are within its powers.
///
/// Trees are compared whole, and of the configuration what both kinds of image know; histories are
/// not, because buildah makes one layer of many steps. Where it differs, `buildah.differences` of
/// the cases says why, and the case is left out. It is slow, so each run asks about a fifth of the
/// cases, always the same; `-Dcases=REGEX` asks about those.
class BuildahCasesTest {

  private static final List<String> OWN_KEYS =
      List.of("ArgsEscaped", "Healthcheck", "OnBuild", "Shell", "author");
  private static final List<String> STUBS =
      List.of(
          "/", "/dev", "/proc", "/sys", "/run", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

  private static final int SAMPLE = 5;

  private static Workbench bench;
  private static Buildah buildah;

  @BeforeAll
  static void start() throws IOException {
    bench = Workbench.open("buildah");
    buildah = new Buildah(bench.folder("buildah"));
  }

  @AfterAll
  static void stop() {
    if (buildah != null) {
      buildah.close();
    }
    if (bench != null) {
      bench.close();
    }
  }

  static Stream<Case> cases() {
    boolean picked = System.getProperty("cases") != null;
    return Workbench.cases()
        .filter(example -> picked || example.time() % SAMPLE == 0)
        .filter(Workbench.isNotIn("buildah.differences"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void agreesWithTheCase(Case example) throws IOException {
    var recipe = bench.layOut(example);
    var output = bench.output(example);
    var golden = bench.golden(example, recipe);
    var expected = Files.readAllLines(example.folder().resolve("expected"));
    boolean fails = expected.getFirst().startsWith("error ");
    switch (buildah.build(recipe, output)) {
      case ImageBuilder.Built() -> {
        assertThat(fails).as("buildah built it, BuildKit: " + expected.getFirst()).isFalse();
        assertThat(told(golden.lines(BuiltImage.read(output)))).isEqualTo(told(expected));
      }
      case ImageBuilder.Failed(var message, _) -> assertThat(fails).as(message).isTrue();
    }
  }

  /// Without what buildah always does otherwise: it leaves the files that it mounts over as stubs,
  /// keeps the folders that it mounts at, labels what it made, and sets no folder on scratch.
  private static List<String> told(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("history ") && !line.startsWith("layer "))
        .filter(line -> OWN_KEYS.stream().noneMatch(key -> line.startsWith("config " + key)))
        .filter(line -> STUBS.stream().noneMatch(stub -> line.startsWith(stub + "  ")))
        .filter(line -> !line.equals("config WorkingDir \"/\""))
        .map(line -> line.replaceFirst(",?\"io.buildah.version\":\"[^\"]*\"", ""))
        .map(line -> line.replaceFirst(" at \\S+$", ""))
        .filter(line -> !line.equals("config Labels {}"))
        .toList();
  }
}
