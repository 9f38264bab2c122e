package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import dev.slipway.image.Timestamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Remembers which step of a build led to which chain of layers.
///
/// The key is a digest of all that the step depended on; the value is whole: every layer from the
/// lowest, so that a result is never put on another base than the one it was made on.
public final class Steps {
  private static final String HEADER = "slipway-step 1";
  // Steps do not wait for the disk, so a file may be cut short when the machine dies.
  private static final String END = "end";

  private final Path folder;
  private final Scratch scratch;

  Steps(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /// A layer in a remembered chain.
  ///
  /// @param diffId the digest of its tar
  /// @param created when the build made it; nothing for a layer of a base image
  public record Made(Digest diffId, Optional<Instant> created) {}

  /// The chain that the step with this key led to; a hit counts as a use.
  public Optional<List<Made>> find(Digest key) {
    var file = file(key);
    var chain = read(file);
    if (chain.isPresent()) {
      touch(file);
    }
    return chain;
  }

  Optional<List<Made>> read(Path file) {
    try {
      // Most are asked for in vain, and an exception costs more than another look at a hit.
      return Files.exists(file) ? parse(Files.readAllLines(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // When it was used last is told by its time; that it cannot be set does not matter.
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      return;
    }
  }

  private static Optional<List<Made>> parse(List<String> lines) {
    if (lines.size() < 2 || !lines.getFirst().equals(HEADER) || !lines.getLast().equals(END)) {
      return Optional.empty();
    }
    var chain = new ArrayList<Made>();
    try {
      for (var line : lines.subList(1, lines.size() - 1)) {
        int blank = line.indexOf(' ');
        var created = line.substring(blank + 1);
        chain.add(
            new Made(
                Digest.parse(line.substring(0, blank)),
                created.equals("-") ? Optional.empty() : Optional.of(Timestamp.parse(created))));
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(chain));
  }

  /// Remembers that the step with this key led to `chain`, lowest layer first.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void remember(Digest key, List<Made> chain) {
    var text = new StringBuilder(HEADER).append('\n');
    for (var layer : chain) {
      text.append(layer.diffId())
          .append(' ')
          .append(layer.created().map(Timestamp::text).orElse("-"))
          .append('\n');
    }
    try {
      AtomicFile.writeWithoutWaiting(
          scratch,
          file(key),
          text.append(END).append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot remember a step in the local store: " + Reason.of(e), e);
    }
  }

  private Path file(Digest key) {
    return folder.resolve(key.hex().substring(0, 2)).resolve(key.hex());
  }
}
