package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is parsed of flags that are made only where they are mentioned.
class ParserTest {
  @Test
  void flagsInAllTheirForms() {
    var arguments =
        parsed(
            Map.of(),
            "-qt",
            "a:1",
            "--tag=b:2",
            "-tc:3",
            "--push=false",
            "--pull",
            "--target",
            "final",
            ".");
    assertThat(arguments.has("--quiet")).isTrue();
    assertThat(arguments.values("--tag")).containsExactly("a:1", "b:2", "c:3");
    assertThat(arguments.has("--push")).isFalse();
    assertThat(arguments.value("--pull")).contains("always");
    assertThat(arguments.value("--target")).contains("final");
    assertThat(arguments.argument(0)).isEqualTo(".");
    assertThat(arguments.value("--iidfile")).isEmpty();
    assertThat(arguments.values("--label")).isEmpty();
  }

  @Test
  void whatLooksLikeAFlagMayBeAValue() {
    var arguments = parsed(Map.of(), "--build-arg", "A=--push", "--label=--quiet", "--", "-t");
    assertThat(arguments.values("--build-arg")).containsExactly("A=--push");
    assertThat(arguments.values("--label")).containsExactly("--quiet");
    assertThat(arguments.has("--push")).isFalse();
    assertThat(arguments.has("--quiet")).isFalse();
    assertThat(arguments.argument(0)).isEqualTo("-t");
  }

  @Test
  void variablesCountWhereTheArgumentsSayNothing() {
    var environment =
        Map.of(
            "SLIPWAY_BUILD_ARG", "A=1\nB=2\n",
            "SLIPWAY_PUSH", "true",
            "SLIPWAY_TARGET", "one",
            "SLIPWAY_IIDFILE", "",
            "SLIPWAY_NO_SUCH_FLAG", "1");
    var arguments = parsed(environment, "--target", "two", ".");
    assertThat(arguments.values("--build-arg")).containsExactly("A=1", "B=2");
    assertThat(arguments.has("--push")).isTrue();
    assertThat(arguments.value("--target")).contains("two");
    assertThat(arguments.value("--iidfile")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyFlagHasAVariableOfItsOwn(Verb verb) {
    for (var parameter : verb.command().parameters()) {
      if (parameter instanceof Flag flag) {
        var longest = flag.names().getLast();
        assertThat(FlagVariables.flag(FlagVariables.variable(longest))).contains(longest);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--tga a . | there is no flag '--tga'. Did you mean '--tag'?",
        "--push=perhaps . | 'perhaps' is neither true nor false",
        ". second | 'second' is one argument too many",
        "--tag | the value of --tag is missing",
        "-t a | CONTEXT is missing",
        "-z . | there is no flag '-z'. `slipway help build` explains what it takes"
      })
  void mistakesAreToldByWhoKnowsAllFlags(String line, String message) {
    assertThatThrownBy(() -> parsed(Map.of(), line.split(" ", -1)))
        .isInstanceOf(CommandException.Usage.class)
        .hasMessageContaining("slipway build: ")
        .hasMessageContaining(message);
  }

  private static Arguments parsed(Map<String, String> environment, String... arguments) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            nowhere,
            nowhere,
            environment,
            Path.of("").toAbsolutePath(),
            Surroundings.Screen.NONE,
            Prompt.NOBODY,
            new Cancellation());
    return new Parser(Verb.BUILD, Verb.BUILD.command()).parse(surroundings, arguments);
  }
}
