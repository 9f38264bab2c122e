package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import dev.slipway.dockerfile.lint.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  private Session.Outcome lint(String... arguments) {
    var words = new ArrayList<>(List.of("lint"));
    words.addAll(List.of(arguments));
    return new Session(directory).run(words.toArray(String[]::new));
  }

  private JsonNode json(String... arguments) throws IOException {
    return JSON.readTree(lint(arguments).out());
  }

  @Test
  void underlinesWhatItFindsAndSaysWhereMoreIsSaid() throws IOException {
    write("Dockerfile", "FROM alpine\nWORKDIR /a\nRUN a \\\n  b\nCMD serve\n");
    var outcome = lint();
    assertThat(outcome.out())
        .isEqualTo(
            """
            Dockerfile:1:1: warning: UnpinnedBaseImage: Base image "alpine" can change at any time: give it a version's tag or a digest

             1 | FROM alpine
               | ^^^^^^^^^^^

            More: `slipway lint --explain UnpinnedBaseImage`

            Dockerfile:5:1: warning: JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals

             3 | RUN a \\
             4 |   b
             5 | CMD serve
               | ^^^^^^^^^

            More: https://docs.docker.com/go/dockerfile/rule/json-args-recommended/

            Dockerfile: 2 warnings
            """);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void quotesTheFirstLineOfALongInstruction() throws IOException {
    write("Dockerfile", "FROM alpine:3\nCMD a \\\n  b \\\n  c\n");
    assertThat(lint().out()).contains(" 2 | CMD a \\\n   | ^^^^^^^\n\nMore");
  }

  @Test
  void tellsAnErrorAsABuildDoesAndExitsAsABuildDoes() throws IOException {
    write("Dockerfile", "FROM alpine:3\nMAINTAINER me\nUSER ${x\n");
    var outcome = lint();
    assertThat(outcome.out())
        .contains(
            "Dockerfile:3:6: failed to process \"${x\"",
            " 3 | USER ${x\n   |      ^^^\n",
            "Dockerfile: 1 warning, and an error that a build would stop at\n");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
  }

  @Test
  void checksSeveralFilesAndFolders() throws IOException {
    write("a/Dockerfile", "FROM alpine:3\n");
    write("b.Dockerfile", "FROM alpine:3\nMAINTAINER me\n");
    var outcome = lint("a", "b.Dockerfile");
    assertThat(outcome.out())
        .startsWith("a/Dockerfile: no warnings\nb.Dockerfile:2:1: warning: ")
        .endsWith("b.Dockerfile: 1 warning\n");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(lint("--no-fail", "b.Dockerfile").exitCode()).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void readsStandardInput() {
    var session = new Session(directory).typing("FROM alpine:3\nMAINTAINER me\n");
    assertThat(session.run("lint", "-").out()).startsWith("<stdin>:2:1: warning: ");
  }

  @Test
  void respectsWhatTheFileAndTheBuildArgumentSay() throws IOException {
    write("skip", "# check=skip=MaintainerDeprecated\nFROM alpine:3\nMAINTAINER me\n");
    write("error", "# check=error=true\nFROM alpine:3\nMAINTAINER me\n");
    write("wrong", "# check=nonsense\nFROM alpine:3\n");
    assertThat(lint("skip").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(lint("skip", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=").exitCode())
        .isEqualTo(ExitCode.FAILURE);
    var failed = lint("error");
    assertThat(failed.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(failed.out())
        .contains("error: lint violation found for rules: MaintainerDeprecated\n");
    assertThat(lint("error", "--no-fail").exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(lint("wrong").out())
        .contains("wrong:1:1: failed to parse check options: invalid check option \"nonsense\"");
  }

  @Test
  void leavesOutItsOwnRulesWithOneSwitch() throws IOException {
    write("Dockerfile", "# check=error=true\nFROM alpine\n");
    assertThat(lint().exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(lint("--rules", "buildkit").exitCode()).isEqualTo(ExitCode.SUCCESS);
    var session = new Session(directory).with("SLIPWAY_RULES", "buildkit");
    assertThat(session.run("lint").exitCode()).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void looksAtTheContextAndItsIgnoreFile() throws IOException {
    write("app/Dockerfile", "FROM scratch\nCOPY . /\n");
    write("app/.env", "TOKEN=x");
    assertThat(lint("app").out()).contains("SecretsInContext", "\".env\"");
    write(".dockerignore", ".env\n");
    assertThat(lint("app/Dockerfile", "--context", ".").out()).contains("no warnings");
    write("app/Dockerfile.dockerignore", ".env\n");
    assertThat(lint("app").out()).contains("no warnings");
  }

  @Test
  void checksWhatTheTargetNeedsForThePlatform() throws IOException {
    write(
        "Dockerfile",
        "ARG TARGETARCH\nFROM alpine:3 AS a\nWORKDIR x\nFROM alpine:3 AS b\nWORKDIR /$TARGETARCH\n");
    assertThat(lint("--target", "b", "--rules", "buildkit").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(lint("--target", "a", "--rules", "buildkit").exitCode()).isEqualTo(ExitCode.FAILURE);
    write("Dockerfile", "FROM alpine:3\nARG TARGETARCH\nUSER ${TARGETARCH#arm64}${x:?}\n");
    assertThat(lint("--target", "c").out()).contains("target stage \"c\" could not be found");
    assertThat(lint("--platform", "linux/arm64").exitCode()).isEqualTo(ExitCode.DOCKERFILE);
  }

  @Test
  void printsThePageOfEveryRule() {
    for (var rule : Rule.values()) {
      assertThat(lint("--explain", rule.id()).out()).startsWith("# " + rule.id() + "\n");
    }
  }

  @Nested
  class AsJson {
    @Test
    void hasTheShapeOfBuildKit() throws IOException {
      write("Dockerfile", "FROM alpine:3\nMAINTAINER \\\n me\nUSER ${x\n");
      var expected =
          JSON.readTree(
              """
              {"warnings": [{
                "ruleName": "MaintainerDeprecated",
                "description": "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
                "url": "https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/",
                "detail": "Maintainer instruction is deprecated in favor of using label",
                "location": {"ranges": [{"start": {"line": 2}, "end": {"line": 3}}]}}],
               "sources": [{"filename": "Dockerfile", "language": "Dockerfile", "data": "%s"}],
               "buildError": {
                 "message": "failed to process \\"${x\\": unsupported modifier (\uFFFD) in substitution",
                 "location": {"ranges": [{"start": {"line": 4}, "end": {"line": 4}}]}}}
              """
                  .formatted(
                      Base64.getEncoder()
                          .encodeToString(Files.readAllBytes(directory.resolve("Dockerfile")))));
      assertThat(json("--json")).isEqualTo(expected);
      assertThat(json("--format", "json")).isEqualTo(expected);
    }

    @Test
    void keepsBytesThatAreNoText() throws IOException {
      var bytes = "FROM alpine:3\nCOPY \u00ff /\n".getBytes(StandardCharsets.ISO_8859_1);
      Files.write(directory.resolve("Dockerfile"), bytes);
      assertThat(json("--json").at("/sources/0/data").asText())
          .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void tellsSeveralFilesApart() throws IOException {
      write("a", "FROM alpine:3\nMAINTAINER me\nUSER ${x\n");
      write("b", "FROM alpine:3\nMAINTAINER me\nUSER ${y\n");
      var document = json("--json", "a", "b");
      assertThat(document.at("/warnings/0/location").has("sourceIndex")).isFalse();
      assertThat(document.at("/warnings/1/location/sourceIndex").asInt()).isEqualTo(1);
      assertThat(document.at("/sources/1/filename").asText()).isEqualTo("b");
      assertThat(document.at("/buildError")).isEqualTo(document.at("/buildErrors/0"));
      assertThat(document.at("/buildErrors/1/location/sourceIndex").asInt()).isEqualTo(1);
    }

    @Test
    void saysThatRulesAreViolatedWithoutAPlace() throws IOException {
      write("Dockerfile", "# check=error=true\nFROM alpine:3\nMAINTAINER me\n");
      assertThat(json("--json").at("/buildError").toString())
          .isEqualTo(
              "{\"message\":\"lint violation found for rules: MaintainerDeprecated\",\"location\":{}}");
    }
  }

  @Nested
  class AsSarif {
    private JsonNode sarif(String... files) throws IOException {
      var words = new ArrayList<>(List.of("--format", "sarif"));
      words.addAll(List.of(files));
      var text = lint(words.toArray(String[]::new)).out();
      assertValid(text);
      return JSON.readTree(text);
    }

    private static void assertValid(String text) throws IOException {
      try (var schema =
          LintCommandTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
        var result =
            new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .validate(new String(schema.readAllBytes(), StandardCharsets.UTF_8), text);
        assertThat(result.isValid())
            .as(
                () ->
                    result.getErrors().stream()
                        .map(e -> e.getInstanceLocation() + ": " + e.getError())
                        .toList()
                        .toString())
            .isTrue();
      }
    }

    @Test
    void isHeldToTheOfficialSchema() throws IOException {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> assertValid("{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {}}]}"))
          .isInstanceOf(AssertionError.class);
    }

    @Test
    void namesRulesPlacesAndPages() throws IOException {
      write("a/Dockerfile", "FROM alpine\nMAINTAINER me\nUSER ${x\n");
      write("b c:d", "# check=error=true\nFROM alpine:3\nMAINTAINER \\\n  me\n");
      var run = sarif("a/Dockerfile", "b c:d").at("/runs/0");
      var rules = run.at("/tool/driver/rules");
      assertThat(rules.findValuesAsText("id"))
          .containsExactly("MaintainerDeprecated", "UnpinnedBaseImage", "DockerfileError");
      assertThat(rules.at("/0/helpUri").asText()).startsWith("https://docs.docker.com/");
      assertThat(rules.at("/1/help/markdown").asText()).startsWith("# UnpinnedBaseImage\n");
      var results = run.at("/results");
      assertThat(results.findValuesAsText("ruleId"))
          .containsExactly(
              "UnpinnedBaseImage",
              "MaintainerDeprecated",
              "DockerfileError",
              "MaintainerDeprecated");
      for (var result : results) {
        assertThat(rules.at("/%d/id".formatted(result.at("/ruleIndex").asInt())))
            .isEqualTo(result.at("/ruleId"));
      }
      assertThat(results.findValuesAsText("level"))
          .containsExactly("warning", "warning", "error", "error");
      assertThat(results.findValuesAsText("uri"))
          .containsExactly("a/Dockerfile", "a/Dockerfile", "a/Dockerfile", "./b%20c:d");
      assertThat(results.at("/3/locations/0/physicalLocation/region").toString())
          .isEqualTo("{\"startLine\":3,\"startColumn\":1,\"endLine\":4,\"endColumn\":5}");
    }

    @Test
    void isValidWhereNothingIsFoundAndWhereAllIsWrong() throws IOException {
      write("Dockerfile", "FROM alpine:3\n");
      assertThat(sarif().at("/runs/0/results")).isEmpty();
      write("Dockerfile", "");
      assertThat(sarif().at("/runs/0/results")).hasSize(1);
      assertThat(sarif(directory.resolve("Dockerfile").toString()).findValuesAsText("uri"))
          .containsExactly("Dockerfile");
    }
  }

  @Nested
  class Refuses {
    @Test
    void whatMakesNoSense() {
      assertThat(lint("nothing").exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(lint("nothing").err()).contains("there is no file nothing");
      assertThat(lint("--format", "xml").err()).contains("none of text, json and sarif");
      assertThat(lint("--rules", "mine").err()).contains("none of all and buildkit");
      assertThat(lint("--explain", "UndefinedVal").err()).contains("Did you mean 'UndefinedVar'?");
    }

    @Test
    void aFolderWithoutADockerfile() {
      assertThat(lint(".").exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(lint(".").err()).contains("there is no Dockerfile in");
    }
  }
}
