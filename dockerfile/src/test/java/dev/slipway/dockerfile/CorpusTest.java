package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CorpusTest {

  @TestFactory
  Stream<DynamicTest> readsTheCasesOfOthersAsTheyDo() {
    var folders = Corpus.folders("testfiles");
    assertThat(folders).hasSizeGreaterThanOrEqualTo(33);
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static void check(Path folder) throws IOException {
    var bytes = Files.readAllBytes(folder.resolve("Dockerfile"));
    var statements = new Parser(Source.of("Dockerfile", bytes)).statements();
    assertThat(StatementDump.of(statements))
        .isEqualTo(Files.readString(folder.resolve("result")).strip());
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatOthersRefuse() {
    return Corpus.folders("testfiles-negative").stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      var bytes = Files.readAllBytes(folder.resolve("Dockerfile"));
                      assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", bytes))
                          .isInstanceOf(DockerfileException.Invalid.class);
                    }));
  }

  @Test
  void countsLinesAsOthersDo() throws IOException {
    var bytes = Files.readAllBytes(Corpus.dockerfile("testfile-line").resolve("Dockerfile"));
    var instructions = new Parser(Source.of("Dockerfile", bytes)).instructions();
    assertThat(instructions)
        .extracting(
            instruction -> instruction.span().firstLine() + "-" + instruction.origin().lastLine())
        .containsExactly("5-5", "11-12", "17-31");
  }
}
