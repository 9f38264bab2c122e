package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ExpanderCorpusTest {
  private static final Expander EXPANDER = new Expander('\\');
  private static final Variables VARIABLES =
      Variables.of(Map.of("PWD", "/home", "SHELL", "bash", "KOREAN", "한국어", "NULL", ""));

  @TestFactory
  Stream<DynamicTest> expandsAsOthersDo() throws IOException {
    var lines = Files.readAllLines(Corpus.dockerfile("envVarTest"));
    var tests = new ArrayList<DynamicTest>();
    for (int number = 1; number <= lines.size(); number++) {
      var parts = lines.get(number - 1).split("\\|", -1);
      if (parts.length == 3 && !parts[0].strip().startsWith("#") && !parts[0].equals("W")) {
        var word = parts[1].strip();
        var expected = parts[2].strip();
        tests.add(
            DynamicTest.dynamicTest(
                "line %d: %s".formatted(number, word), () -> check(word, expected)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(200);
    return tests.stream();
  }

  private static void check(String word, String expected) {
    if (expected.equals("error")) {
      assertThatThrownBy(() -> EXPANDER.expand(word, VARIABLES))
          .isInstanceOf(DockerfileException.Unexpandable.class);
    } else {
      assertThat(EXPANDER.expand(word, VARIABLES).text()).isEqualTo(expected);
    }
  }

  @TestFactory
  Stream<DynamicTest> splitsWordsAsOthersDo() throws IOException {
    var lines = Files.readAllLines(Corpus.dockerfile("wordsTest"));
    var variables = new LinkedHashMap<String, String>();
    var tests = new ArrayList<DynamicTest>();
    for (var line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("ENV ")) {
        var pair = line.substring(4).stripLeading();
        int equals = pair.indexOf('=');
        variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        continue;
      }
      int bar = line.indexOf('|');
      var word = line.substring(0, bar).strip();
      var expected = line.substring(bar + 1).stripLeading();
      var known = Map.copyOf(variables);
      tests.add(DynamicTest.dynamicTest(word, () -> checkWords(word, expected, known)));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(20);
    return tests.stream();
  }

  private static void checkWords(String word, String expected, Map<String, String> variables) {
    if (expected.equals("error")) {
      assertThatThrownBy(() -> EXPANDER.expand(word, Variables.of(variables)))
          .isInstanceOf(DockerfileException.Unexpandable.class);
    } else {
      assertThat(EXPANDER.expand(word, Variables.of(variables)).words())
          .isEqualTo(List.of(expected.split(",")));
    }
  }
}
