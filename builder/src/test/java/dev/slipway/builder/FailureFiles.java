package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.dockerfile.DockerfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// The messages of failures, each a file in `failures`; with `-Dslipway.golden=write` they are
/// written anew.
///
/// @param workshop where builds fail
record FailureFiles(Workshop workshop) {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/slipway/builder/failures").toAbsolutePath();

  /// Something that is to fail.
  interface Attempt {
    void make() throws Exception;
  }

  /// Makes sure that a build of `dockerfile` fails as the file `name` says.
  Throwable check(String name, String dockerfile) throws IOException {
    return check(name, dockerfile, request -> request);
  }

  /// The same of a build that wants more.
  Throwable check(String name, String dockerfile, UnaryOperator<BuildRequest> more)
      throws IOException {
    return check(name, () -> workshop.build(dockerfile, more));
  }

  /// Makes sure that `attempt` fails as the file `name` says, and leaves nothing behind.
  Throwable check(String name, Attempt attempt) throws IOException {
    var thrown = catchThrowable(attempt::make);
    assertThat(thrown).as("nothing was thrown").isNotNull();
    var told = told(thrown);
    var file = GOLDEN.resolve(name + ".txt");
    if ("write".equals(System.getProperty("slipway.golden"))) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, told);
    }
    assertThat(told).isEqualTo(Files.readString(file));
    assertThat(workshop.complaints()).isEmpty();
    try (var builder = workshop.open()) {
      assertThat(builder.store().images().names()).isEmpty();
    }
    return thrown;
  }

  // The kind and the message, without what is another on each machine.
  private String told(Throwable thrown) {
    var kind = thrown.getClass().getName().replaceAll("^.*\\.", "").replace('$', '.');
    var text =
        thrown instanceof DockerfileException.Invalid invalid
            ? invalid.render().stripTrailing()
            : String.valueOf(thrown.getMessage());
    return (kind + "\n" + text + "\n")
        .replace(workshop.folder.toString(), "FOLDER")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "REGISTRY")
        .replaceAll("\\[127\\.0\\.0\\.1\\]:\\d+", "[SERVER]:PORT")
        .replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
        .replaceAll("SHA256:[0-9A-Za-z+/]{43}", "SHA256:…")
        .replaceAll("has \\d+ bytes", "has … bytes")
        .replaceAll("after \\d+ ms", "after … ms")
        .replaceAll("linux/(amd64|arm64)", "linux/HOST");
  }
}
