package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One run of another program.
record Command(int status, String said) {

  /// Runs `words` and waits, for two minutes at most; what it says goes to `log`.
  static Command run(List<String> words, Path log) {
    try {
      var process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(words + " did not end in two minutes; see " + log);
      }
      return new Command(process.exitValue(), new String(Files.readAllBytes(log), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + words, e);
    }
  }
}
