package dev.slipway.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `COVERAGE.md` of the cases names as a proof is there.
class CoverageTest {
  private static final Path CASES = Path.of("src/test/resources/cases");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9-]+)`");

  @Test
  void everyRowNamesCasesOrTestsThatAreThere() throws IOException {
    var rows = rows();
    assertThat(rows).hasSizeGreaterThan(50);
    for (var row : rows) {
      var names = NAME.matcher(row.split("\\|", -1)[2]).results().map(CoverageTest::name).toList();
      assertThat(names).as(row).isNotEmpty();
      assertThat(names).as(row).allMatch(CoverageTest::exists);
    }
  }

  @Test
  void thirtyCasesAreWrittenAfterRealDockerfiles() {
    var real = Case.all(CASES).stream().filter(each -> each.name().startsWith("real-")).toList();
    assertThat(real).hasSizeGreaterThanOrEqualTo(30);
    assertThat(real)
        .allSatisfy(
            each ->
                assertThat(Case.text(each.folder().resolve("expected")))
                    .as(each.name())
                    .startsWith("config"));
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(CASES.resolve("COVERAGE.md")).stream()
        .filter(line -> line.startsWith("| ") && line.contains("`"))
        .toList();
  }

  private static String name(MatchResult found) {
    return found.group(1);
  }

  private static boolean exists(String name) {
    return name.endsWith("Test") ? isTest(name) : Files.isDirectory(CASES.resolve(name));
  }

  private static boolean isTest(String name) {
    return List.of("builder", "dockerfile").stream()
        .map(module -> Path.of("..", module, "src/test/java"))
        .anyMatch(folder -> find(folder, name + ".java"));
  }

  private static boolean find(Path folder, String file) {
    try (var files = Files.walk(folder)) {
      return files.anyMatch(path -> path.endsWith(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
