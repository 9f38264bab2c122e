package dev.slipway.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every rule has a page, and the page tells the truth: its bad example is reported by the rule,
/// its good one by no rule at all.
class RulePagesTest {
  private static final Path PAGES = Path.of("../docs/checks");
  private static final Pattern EXAMPLE =
      Pattern.compile("## (Bad|Good)\\n\\n```dockerfile\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern IGNORE =
      Pattern.compile("```dockerignore\\n(.*?)\\n```", Pattern.DOTALL);

  @TestFactory
  Stream<DynamicTest> pageTellsTheTruth() {
    return Arrays.stream(Rule.values())
        .map(rule -> DynamicTest.dynamicTest(rule.id(), () -> check(rule)));
  }

  @Test
  void thereAreNoOtherPages() throws IOException {
    try (var pages = Files.list(PAGES)) {
      assertThat(pages.count()).isEqualTo(Rule.values().length + 1);
    }
  }

  private static void check(Rule rule) throws IOException {
    var page = Files.readString(PAGES.resolve(rule.id() + ".md"));
    assertThat(page).startsWith("# " + rule.id() + "\n");
    assertThat(Files.readString(PAGES.resolve("README.md"))).contains("(" + rule.id() + ".md)");
    var examples = EXAMPLE.matcher(page);
    int seen = 0;
    while (examples.find()) {
      boolean bad = examples.group(1).equals("Bad");
      var ignored =
          bad && page.contains("of the good example") ? PathPatterns.none() : ignored(page);
      var rules = rules(examples.group(2), ignored);
      // Which platform an image has only its registry knows.
      boolean blind = rule == Rule.INVALID_BASE_IMAGE_PLATFORM;
      if (!bad) {
        assertThat(rules).isEmpty();
      } else if (!blind) {
        assertThat(rules).contains(rule);
      }
      seen++;
    }
    assertThat(seen).isEqualTo(2);
  }

  private static List<Rule> rules(String text, PathPatterns ignored) {
    var context =
        LintContext.standard()
            .withBases((_, _) -> Optional.of(Bases.Facts.NOTHING))
            .withIgnored(ignored)
            .withContext(path -> text.contains("COPY . /srv/") && path.equals(".env"));
    var report = Linter.lint(Dockerfile.parse("Dockerfile", text), context);
    assertThat(report.error()).isEmpty();
    return report.warnings().stream().map(Warning::rule).toList();
  }

  private static PathPatterns ignored(String page) {
    var text = IGNORE.matcher(page);
    return text.find()
        ? IgnoreFile.parse(Source.of(".dockerignore", text.group(1))).patterns()
        : PathPatterns.none();
  }
}
