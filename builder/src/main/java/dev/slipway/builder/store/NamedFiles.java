package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Small texts under names that may hold any character.
final class NamedFiles {
  private final Path folder;
  private final Scratch scratch;

  NamedFiles(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  Optional<List<String>> read(String name) {
    try {
      return Optional.of(Files.readAllLines(file(name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // What is there already is on the disk already, and waiting for the disk takes long.
  void write(String name, String text) {
    var file = file(name);
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (!holds(file, bytes)) {
        AtomicFile.write(scratch, file, bytes);
      }
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot write the name '%s' into the local store: %s".formatted(name, Reason.of(e)), e);
    }
  }

  private static boolean holds(Path file, byte[] bytes) throws IOException {
    try {
      return Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot remove the name '%s' from the local store: %s".formatted(name, Reason.of(e)), e);
    }
  }

  /// All names, sorted.
  List<String> names() {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot list the names in the local store: " + Reason.of(e), e);
    }
  }

  private Path file(String name) {
    return folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A"));
  }
}
