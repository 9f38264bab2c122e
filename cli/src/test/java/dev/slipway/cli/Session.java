package dev.slipway.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Runs commands in this process, as a user with a folder and an environment of their own.
final class Session {
  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final BlockingQueue<String> firstLines = new LinkedBlockingQueue<>();
  private byte[] input = new byte[0];
  private Prompt prompt = Prompt.NOBODY;
  private Optional<OutputStream> printed = Optional.empty();

  Session(Path directory) {
    this.directory = directory.toAbsolutePath();
    environment.put("SLIPWAY_HOME", directory.resolve("slipway-home").toString());
    environment.put("DOCKER_CONFIG", directory.resolve("docker").toString());
  }

  /// What came of a command.
  record Outcome(ExitCode exitCode, String out, String err) {}

  Session with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Session typing(String text) {
    return receiving(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Standard input holds these bytes.
  Session receiving(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /// Somebody sits at the terminal, who answers every question from now on.
  Session answering(String line, String secret) {
    prompt =
        new Prompt() {
          @Override
          public boolean present() {
            return true;
          }

          @Override
          public Optional<String> line(String question) {
            return Optional.of(line);
          }

          @Override
          public Optional<String> secret(String question) {
            return Optional.of(secret);
          }
        };
    return this;
  }

  /// Standard output leads elsewhere.
  Session printingTo(OutputStream stream) {
    printed = Optional.of(stream);
    return this;
  }

  /// The first line that a command prints that still runs in another thread.
  String firstLine() throws InterruptedException {
    return firstLines.take();
  }

  Outcome run(String... arguments) {
    return run(new Cancellation(), arguments);
  }

  Outcome run(Cancellation cancellation, String... arguments) {
    var lines = new Lines();
    var err = new ByteArrayOutputStream();
    var surroundings =
        new Surroundings(
            new ByteArrayInputStream(input),
            new PrintStream(printed.orElse(lines), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            directory,
            Surroundings.Screen.NONE,
            prompt,
            cancellation);
    var code = Program.run(surroundings, arguments);
    return new Outcome(
        code, lines.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Standard output that tells of its first line before the command is at its end.
  private final class Lines extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      boolean first = !toString(StandardCharsets.UTF_8).contains("\n");
      super.write(bytes, from, length);
      var text = toString(StandardCharsets.UTF_8);
      if (first && text.contains("\n")) {
        firstLines.add(text.substring(0, text.indexOf('\n')));
      }
    }
  }
}
