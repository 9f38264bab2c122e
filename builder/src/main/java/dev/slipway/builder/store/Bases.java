package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the names of base images meant when they were last asked for.
///
/// Serves `--pull=missing` and `never`, and a build whose registry cannot be reached.
public final class Bases {
  private static final String HEADER = "slipway-base 1";

  private final NamedFiles files;

  Bases(Path folder, Scratch scratch) {
    files = new NamedFiles(folder, scratch);
  }

  /// What a name meant for one platform.
  ///
  /// @param top the digest that the name itself had: of an index or of a manifest
  /// @param mediaType the media type of the platform's manifest
  /// @param manifest the digest of the platform's manifest, which is a blob of the store
  public record Meaning(Digest top, String mediaType, Digest manifest) {}

  /// What `reference` meant last for `platform`.
  public Optional<Meaning> find(String reference, String platform) {
    return files.read(key(reference, platform)).flatMap(Bases::parse);
  }

  private static Optional<Meaning> parse(List<String> lines) {
    try {
      return lines.get(0).equals(HEADER)
          ? Optional.of(
              new Meaning(Digest.parse(lines.get(1)), lines.get(2), Digest.parse(lines.get(3))))
          : Optional.empty();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Remembers what `reference` means for `platform`.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void remember(String reference, String platform, Meaning meaning) {
    files.write(
        key(reference, platform),
        "%s\n%s\n%s\n%s\n"
            .formatted(HEADER, meaning.top(), meaning.mediaType(), meaning.manifest()));
  }

  static Optional<Meaning> read(Path file) {
    try {
      return parse(Files.readAllLines(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String key(String reference, String platform) {
    return reference + " " + platform;
  }
}
