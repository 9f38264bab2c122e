package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that are taken away from the local store.
class RemoveCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void buildImages() throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    assertThat(run("build", "-q", "-t", "one", "-t", "localhost:5000/two:2", ".").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
  }

  private Session.Outcome run(String... arguments) {
    return new Session(directory).run(arguments);
  }

  @Test
  void printsWhatIsGone() {
    assertThat(run("remove", "one").out()).isEqualTo("one:latest\n");
    assertThat(run("images").out()).contains("localhost:5000/two:2").doesNotContain("one:");
    assertThat(run("remove", "--json", "store:localhost:5000/two:2").out())
        .isEqualTo("{\n  \"names\" : [\n    \"localhost:5000/two:2\"\n  ]\n}\n");
    assertThat(run("images").out()).isEmpty();
  }

  @Test
  void letsPruneFreeWhatHasNoNameAnyMore() {
    run("prune", "--keep", "0s");
    assertThat(run("remove", "one").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("prune", "--keep", "0s").out()).startsWith("removed 0 files");
    run("remove", "localhost:5000/two:2");
    assertThat(run("prune", "--keep", "0s").out()).doesNotContain(" 0 files");
    assertThat(run("df", "--json").out().replaceAll("\\s", ""))
        .contains("\"name\":\"layers\",\"count\":0,", "\"name\":\"blobs\",\"count\":0,");
  }

  @Test
  void removesNothingWhereANameIsMissing() {
    var outcome = run("remove", "one", "localhost:5000/two");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            "slipway remove: there is no image 'localhost:5000/two:latest' (did you mean"
                + " localhost:5000/two:2?) in the local store; it has one:latest,"
                + " localhost:5000/two:2; nothing was removed\n");
    assertThat(run("images").out()).contains("one:latest");
  }

  @Test
  void wantsNamesOfTheStore() {
    assertThat(run("remove").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("remove").err()).contains("say which names; `slipway images` lists them");
    assertThat(run("remove", "oci:out:1").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("remove", "oci:out:1").err()).contains("oci:out:1 is not in the local store");
    assertThat(run("remove", "Upper").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
