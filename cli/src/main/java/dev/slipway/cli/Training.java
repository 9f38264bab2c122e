package dev.slipway.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs the commands that the AOT cache shall know, in one process, in a scratch folder.
///
/// The distribution is assembled with it: what these commands load and link is in the cache.
final class Training {
  private final Path scratch;

  private Training(Path scratch) {
    this.scratch = scratch;
  }

  /// Trains in the folder that the only argument names.
  public static void main(String[] arguments) {
    new Training(Path.of(arguments[0]).toAbsolutePath()).train();
    // As Main ends too: an ordinary exit would run the hook that waits for a cancelled command.
    Runtime.getRuntime().halt(ExitCode.SUCCESS.number());
  }

  private void train() {
    var _ = Main.run(new Cancellation(), "version");
    run("version", "--json");
    run("help");
    run("help", "version");
    run("no-such-command");
  }

  private void run(String... arguments) {
    Program.run(surroundings(), arguments);
  }

  private Surroundings surroundings() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Surroundings(
        new ByteArrayInputStream(new byte[0]),
        nowhere,
        nowhere,
        Map.of("SLIPWAY_HOME", scratch.resolve("home").toString()),
        scratch,
        Surroundings.Screen.NONE,
        new Cancellation());
  }
}
