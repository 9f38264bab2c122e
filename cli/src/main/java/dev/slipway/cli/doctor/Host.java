package dev.slipway.cli.doctor;

import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The machine as far as it is looked at.
///
/// @param root where its file system begins: `/`, or a folder that a test made
/// @param home where Slipway keeps its store
/// @param sandboxes tells what a RUN would find, and tries it where it gets an empty folder
public record Host(Path root, Path home, Function<Optional<Path>, Readiness> sandboxes) {

  /// This very machine.
  ///
  /// @param workerOptions options for the JVM of the sandbox worker
  public static Host local(Path home, List<String> workerOptions) {
    return new Host(
        Path.of("/"),
        home,
        folder -> Readiness.examine(folder, BuilderSettings.workerProgram(workerOptions)));
  }

  /// The text of a file, such as `/proc/self/limits`, if it can be read.
  Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file.substring(1))).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
