package dev.slipway.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The warnings as written down; `-Dgolden=write` writes them anew.
///
/// BuildKit is asked about the same cases where there is a command line, in the tests of `cli`.
class LintGoldenTest {

  @TestFactory
  Stream<DynamicTest> warnsAsWrittenDown() throws IOException {
    var cases = LintCase.all();
    assertThat(cases).hasSizeGreaterThan(40);
    return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
  }

  private static void check(LintCase one) throws IOException {
    var warnings = one.warnings();
    if ("write".equals(System.getProperty("golden"))) {
      Files.write(one.golden(), warnings);
    }
    assertThat(warnings).isEqualTo(Files.readAllLines(one.golden()));
  }
}
