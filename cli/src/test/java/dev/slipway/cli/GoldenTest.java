package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts that users read, each in a file: the first line is the command, the rest what came of it.
/// `-Dgolden=write` renews them.
class GoldenTest {
  private static final Path CASES = Path.of("src/test/golden");

  @TempDir Path directory;

  static List<Path> cases() throws IOException {
    try (var files = Files.list(CASES)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheFileSays(Path file) throws IOException {
    var expected = Files.readString(file);
    var command = expected.lines().findFirst().orElseThrow();
    var session = new Session(directory);
    var arguments = new ArrayList<String>();
    for (var word : command.substring("$ ".length()).split(" ", -1)) {
      var variable = word.split("=", 2);
      if (word.matches("[A-Z_]+=.*")) {
        session.with(variable[0], variable[1]);
      } else {
        arguments.add(word);
      }
    }
    assertThat(arguments.removeFirst()).isEqualTo("slipway");
    var actual = transcript(command, session.run(arguments.toArray(String[]::new)));
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(file, actual);
      return;
    }
    assertThat(actual).isEqualTo(expected);
  }

  private String transcript(String command, Session.Outcome outcome) {
    return Stream.of(
            command + "\n",
            outcome.out(),
            outcome.err().isEmpty() ? "" : "-- standard error\n" + outcome.err(),
            "-- exit code %d\n".formatted(outcome.exitCode().number()))
        .reduce("", String::concat)
        .replace(directory.toString(), "DIRECTORY");
  }

  @Test
  void explainsEveryVerb() {
    for (var verb : Verb.values()) {
      assertThat(CASES.resolve("help-" + verb.word())).exists();
    }
  }
}
