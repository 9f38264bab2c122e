package dev.slipway.conformance.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Another program of this machine.
record Program(Path path) {

  /// The program of this name; without it the test is skipped, or fails where nothing may be.
  static Program require(String name) {
    var home = Path.of(System.getProperty("user.home"));
    return Stream.concat(
            Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of),
            Stream.of(Path.of("/usr/sbin"), home.resolve("go/bin")))
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Program::new)
        .orElseGet(() -> missing(name + " is not installed (.ci/peers installs it)"));
  }

  /// Skips the test for `reason`, or fails it where nothing may be skipped.
  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
  static <T> T missing(String reason) {
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
    throw new IllegalStateException(reason);
  }

  /// What the program says when it is run with these words; it has two minutes and must succeed.
  String says(String... words) {
    var command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(words));
    try {
      var log = Files.createTempFile("slipway-interop", ".log");
      try {
        var process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError(command + " did not end in two minutes");
        }
        var said = new String(Files.readAllBytes(log), UTF_8);
        if (process.exitValue() != 0) {
          throw new AssertionError(command + " ended with " + process.exitValue() + ":\n" + said);
        }
        return said;
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
