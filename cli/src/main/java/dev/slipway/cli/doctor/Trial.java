package dev.slipway.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/// Something tried in a folder that is gone afterwards.
final class Trial {
  private Trial() {}

  /// What `attempt` says that went wrong, or what kept it from beginning.
  ///
  /// The folder is made in `home`, or in the nearest folder above that exists.
  static Optional<String> in(Path home, Function<Path, Optional<String>> attempt) {
    try {
      var folder = Files.createTempDirectory(existing(home), ".slipway-doctor");
      try {
        return attempt.apply(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      return Optional.of("cannot write in %s: %s".formatted(home, e.getMessage()));
    }
  }

  /// The folder itself, or the nearest one above it that exists.
  static Path existing(Path folder) {
    var found = folder;
    for (var above = found.getParent();
        above != null && !Files.isDirectory(found);
        above = above.getParent()) {
      found = above;
    }
    return found;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
