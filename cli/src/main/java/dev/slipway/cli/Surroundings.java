package dev.slipway.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// All of the outside world that a command may touch besides files and the network.
///
/// @param in standard input
/// @param out standard output: results only
/// @param err standard error: progress, notes and errors
/// @param environment the environment's variables
/// @param directory the working directory, absolute
/// @param screen whether a person looks at standard error
/// @param prompt who can be asked
/// @param cancellation tells the command to end early
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    Screen screen,
    Prompt prompt,
    Cancellation cancellation) {

  /// Who reads standard error.
  public enum Screen {
    /// A terminal, with colours unless `NO_COLOR` is set.
    TERMINAL,
    /// A file, a pipe or a log.
    NONE
  }

  /// Keeps a copy of the environment.
  ///
  /// @throws IllegalArgumentException when `directory` is not absolute
  public Surroundings {
    environment = Map.copyOf(environment);
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException("the working directory is not absolute: " + directory);
    }
  }

  /// The value of an environment variable; empty counts as absent, as scripts expect.
  Optional<String> variable(String name) {
    var value = environment.get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /// A path as the user wrote it, relative to the working directory.
  Path resolve(String path) {
    return directory.resolve(path).normalize();
  }

  /// A path as the user would write it: relative where it is below the working directory.
  String shown(String path) {
    var whole = Path.of(path);
    return whole.isAbsolute() && whole.startsWith(directory)
        ? directory.relativize(whole).toString()
        : path;
  }

  /// Whether standard error is a terminal on which the cursor can be moved.
  boolean picturesque() {
    return screen == Screen.TERMINAL
        && variable("TERM").filter(name -> !name.equals("dumb")).isPresent();
  }

  /// Whether texts on standard error may carry colours.
  boolean colourful() {
    return screen == Screen.TERMINAL && variable("NO_COLOR").isEmpty();
  }
}
