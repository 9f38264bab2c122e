package dev.slipway.cli.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
      return Optional.of("nothing can be made in %s: %s".formatted(existing(home), reason(e)));
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

  /// What the machine said, without the file's name.
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or directory";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
