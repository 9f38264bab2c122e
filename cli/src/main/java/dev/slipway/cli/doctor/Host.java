package dev.slipway.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The machine as far as it is looked at.
///
/// @param root where its file system begins: `/`, or a folder that a test made
/// @param environment the environment's variables
/// @param home where Slipway keeps its store
/// @param commands runs programs
public record Host(Path root, Map<String, String> environment, Path home, Commands commands) {
  private static final int TRIAL_SECONDS = 10;

  /// Runs programs.
  @FunctionalInterface
  public interface Commands {
    /// What came of `arguments`: the exit code, and what the program printed.
    Answer run(List<String> arguments);
  }

  /// What came of a program.
  ///
  /// @param exitCode 0 when it worked
  /// @param text what it printed on both streams, without space around
  public record Answer(int exitCode, String text) {
    boolean worked() {
      return exitCode == 0;
    }
  }

  /// This very machine.
  public static Host local(Map<String, String> environment, Path home) {
    return new Host(Path.of("/"), environment, home, Host::runForReal);
  }

  private static Answer runForReal(List<String> arguments) {
    try {
      var process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (var output = process.getInputStream()) {
        var text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean ended = process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS);
        return ended
            ? new Answer(process.exitValue(), text)
            : new Answer(1, "no answer in %d s".formatted(TRIAL_SECONDS));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new Answer(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(130, "interrupted");
    }
  }

  /// The text of a file, such as `/etc/subuid`, if it can be read.
  Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file.substring(1))).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The user's number.
  long userId() {
    return read("/proc/self/status")
        .flatMap(status -> status.lines().filter(line -> line.startsWith("Uid:")).findFirst())
        .map(line -> Long.parseLong(line.split("\\s+", -1)[2]))
        .orElse(-1L);
  }

  /// The user's name, or the number where there is none.
  String userName() {
    var id = String.valueOf(userId());
    return read("/etc/passwd")
        .orElse("")
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 2 && fields[2].equals(id))
        .map(fields -> fields[0])
        .findFirst()
        .orElse(id);
  }

  /// Whether the search path has a program of this name.
  boolean has(String program) {
    for (var folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(root.resolve(folder.substring(1), program))) {
        return true;
      }
    }
    return false;
  }
}
