package dev.slipway.cli;

import dev.slipway.registry.PlaceName;
import dev.slipway.registry.layout.GrowingArchive;
import java.nio.file.Path;
import java.util.Set;

/// Standard output where an archive goes instead of results, which would be taken for its end.
final class StandardOutput {
  private static final Set<Path> NAMES =
      Set.of(
          Path.of("-"), Path.of("/dev/stdout"), Path.of("/dev/fd/1"), Path.of("/proc/self/fd/1"));

  private StandardOutput() {}

  /// Whether `file`, as the user wrote it, is standard output.
  static boolean is(Path file) {
    return NAMES.contains(file.normalize());
  }

  /// Whether `place` is an archive on standard output.
  static boolean isIn(PlaceName place) {
    return switch (place) {
      case PlaceName.InArchive(var file, _) -> is(file);
      case PlaceName.InDockerArchive(var file, _) -> is(file);
      case PlaceName.InRegistry _, PlaceName.InStore _, PlaceName.InLayout _ -> false;
    };
  }

  /// Refuses what would mix with an archive on standard output, or come to nothing.
  ///
  /// @param verb the command that writes it
  /// @throws CommandException.Usage when a person looks at it, or a result is to go there, too
  static void check(String verb, Arguments arguments, Surroundings surroundings) {
    if (arguments.has("--json")) {
      throw new CommandException.Usage(
          "slipway %s: --json prints on standard output, where the archive goes; name a file for one of them"
              .formatted(verb));
    }
    if (surroundings.prompt().present()) {
      throw new CommandException.Usage(
          "slipway %s: standard output is a terminal, which has no use for an archive; lead it into a file or a program"
              .formatted(verb));
    }
  }

  /// An archive that is written there.
  static GrowingArchive archive(Surroundings surroundings, GrowingArchive.Kind kind) {
    return GrowingArchive.into(surroundings.out(), "standard output", kind);
  }
}
