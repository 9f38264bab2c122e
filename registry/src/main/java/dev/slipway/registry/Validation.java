package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import java.util.List;

/// What was found when an image was looked through: from its index to the last byte of its layers.
///
/// Everything is read and compared with what names it: digests, sizes, media types, the digests of
/// the uncompressed layers, platforms. What is wrong is a value and not an exception, so one look
/// finds all that there is.
///
/// @param root what was looked at
/// @param findings what is wrong, in the order of the image's parts
/// @param documents how many indexes, manifests and configs were read
/// @param layers how many layers and other blobs were read
/// @param bytes how many bytes these have, as they are stored
public record Validation(
    Descriptor root, List<Finding> findings, int documents, int layers, long bytes) {

  /// Copies.
  public Validation {
    findings = List.copyOf(findings);
  }

  /// One thing that is wrong.
  ///
  /// @param kind what kind of thing
  /// @param path how one comes to it: from the root down to the part that is wrong
  /// @param message what was expected and what was found
  public record Finding(Kind kind, List<Descriptor> path, String message) {

    /// Copies.
    public Finding {
      path = List.copyOf(path);
    }

    /// The message, with the way to the part.
    @Override
    public String toString() {
      var way =
          path.stream()
              .map(part -> part.digest().algorithm().label() + ":" + part.digest().brief());
      return String.join(" > ", way.toList()) + ": " + message;
    }
  }

  /// What can be wrong.
  public enum Kind {
    /// Something that is named is not there.
    ABSENT,
    /// The bytes are not those that their digest or size says.
    CONTENT,
    /// A document or a layer cannot be read as what its media type says.
    MALFORMED,
    /// A layer unpacks to other bytes than the config says.
    DIFF_ID,
    /// The config speaks of more or fewer layers than the manifest has.
    LAYERS,
    /// An index says another platform than the config.
    PLATFORM
  }

  /// Whether nothing is wrong.
  public boolean isValid() {
    return findings.isEmpty();
  }

  /// Looks through the image `root` at `place`, several layers at once.
  ///
  /// @throws RegistryException when the place cannot be read at all; what it reads wrongly is a
  ///     finding
  public static Validation of(Place place, Descriptor root) {
    try (var crew = new Crew("validate", Copy.DEFAULT_PARALLEL)) {
      return new ImageWalk(place, crew).from(root);
    }
  }
}
