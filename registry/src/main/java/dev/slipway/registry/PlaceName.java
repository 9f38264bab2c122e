package dev.slipway.registry;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How people name an image together with the place where it is or shall be.
///
/// | written | means |
/// |---|---|
/// | `alpine:3`, `localhost:5000/app` | in a registry |
/// | `store:app:1` | in the local store |
/// | `oci:DIR`, `oci:DIR:TAG`, `oci:DIR@DIGEST` | in an OCI layout, a folder |
/// | `oci-archive:FILE`, `oci-archive:FILE:TAG` | in an OCI layout, a tar archive |
/// | `docker-archive:FILE`, `docker-archive:FILE:NAME` | in an archive for `docker load` |
///
/// `docker://` before a name, as skopeo has it, means a registry, too.
public sealed interface PlaceName {

  /// What is called so in a registry.
  ///
  /// @param reference the whole name
  record InRegistry(Reference reference) implements PlaceName {
    @Override
    public String toString() {
      return reference.toString();
    }
  }

  /// What is called so in the local store.
  ///
  /// @param reference the whole name
  record InStore(Reference reference) implements PlaceName {
    @Override
    public String toString() {
      return "store:" + reference.familiar();
    }
  }

  /// What is called so in a folder that is an OCI layout.
  ///
  /// @param folder the folder
  /// @param name the tag or digest; the only image if empty
  record InLayout(Path folder, Optional<String> name) implements PlaceName {
    @Override
    public String toString() {
      return "oci:" + folder + suffix(name);
    }
  }

  /// What is called so in a tar archive that is an OCI layout.
  ///
  /// @param file the archive
  /// @param name the tag or digest; the only image if empty
  record InArchive(Path file, Optional<String> name) implements PlaceName {
    @Override
    public String toString() {
      return "oci-archive:" + file + suffix(name);
    }
  }

  /// What is called so in an archive for `docker load`.
  ///
  /// @param file the archive
  /// @param name the image's name in it; the only image if empty
  record InDockerArchive(Path file, Optional<String> name) implements PlaceName {
    @Override
    public String toString() {
      return "docker-archive:" + file + suffix(name);
    }
  }

  /// Other programs' names of places that are none here, with what to write instead.
  List<String> OTHERS =
      List.of("docker-daemon", "containers-storage", "dir", "ostree", "sif", "docker-image");

  /// What a tag looks like, and nothing that could be a path.
  Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");

  /// Reads what people write.
  ///
  /// @throws ImageException.Malformed when it names nothing; the message says what would
  static PlaceName parse(String text) {
    int colon = text.indexOf(':');
    var scheme = colon < 0 ? "" : text.substring(0, colon);
    var rest = text.substring(colon + 1);
    return switch (scheme) {
      case "store" -> new InStore(reference(text, rest));
      case "oci" -> inLayout(text, rest);
      case "oci-archive" -> inArchive(text, rest);
      case "docker-archive" -> inDockerArchive(text, rest);
      case "docker" -> {
        if (!rest.startsWith("//")) {
          // A repository of this name is not forbidden.
          yield new InRegistry(Reference.parse(text));
        }
        yield new InRegistry(reference(text, rest.substring(2)));
      }
      default -> inRegistry(text, scheme);
    };
  }

  private static PlaceName inRegistry(String text, String scheme) {
    if (OTHERS.contains(scheme)) {
      throw new ImageException.Malformed(
          "'%s': there is no place '%s:'; write store:NAME, oci:DIR, oci-archive:FILE, docker-archive:FILE, or a name in a registry"
              .formatted(text, scheme));
    }
    if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../")) {
      throw new ImageException.Malformed(
          "'%s' looks like a path, and could be a layout or an archive; write oci:%s, oci-archive:%s or docker-archive:%s"
              .formatted(text, text, text, text));
    }
    return new InRegistry(Reference.parse(text));
  }

  private static PlaceName inLayout(String text, String rest) {
    int at = rest.lastIndexOf('@');
    if (at >= 0 && looksLikeDigest(rest.substring(at + 1))) {
      return new InLayout(
          path(text, rest.substring(0, at)), Optional.of(digest(text, rest.substring(at + 1))));
    }
    var split = split(rest);
    return new InLayout(path(text, split.path), split.name);
  }

  private static PlaceName inArchive(String text, String rest) {
    int at = rest.lastIndexOf('@');
    if (at >= 0 && looksLikeDigest(rest.substring(at + 1))) {
      return new InArchive(
          path(text, rest.substring(0, at)), Optional.of(digest(text, rest.substring(at + 1))));
    }
    var split = split(rest);
    return new InArchive(path(text, split.path), split.name);
  }

  /// A file's name ends at its first colon: what follows is a reference, which has colons itself.
  private static PlaceName inDockerArchive(String text, String rest) {
    int colon = rest.indexOf(':');
    var file = path(text, colon < 0 ? rest : rest.substring(0, colon));
    if (colon < 0) {
      return new InDockerArchive(file, Optional.empty());
    }
    var name = rest.substring(colon + 1);
    return new InDockerArchive(
        file, Optional.of(reference(text, name).withDefaultTag().familiar()));
  }

  /// A path, and what stands behind its last colon if that can be a tag.
  record Split(String path, Optional<String> name) {}

  private static Split split(String rest) {
    int colon = rest.lastIndexOf(':');
    boolean hasTag = colon >= 0 && TAG.matcher(rest.substring(colon + 1)).matches();
    return hasTag
        ? new Split(rest.substring(0, colon), Optional.of(rest.substring(colon + 1)))
        : new Split(rest, Optional.empty());
  }

  private static boolean looksLikeDigest(String text) {
    return text.startsWith("sha256:") || text.startsWith("sha512:");
  }

  private static String digest(String text, String digest) {
    try {
      return Digest.parse(digest).toString();
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed("'%s': %s".formatted(text, e.getMessage()));
    }
  }

  private static Path path(String text, String path) {
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new ImageException.Malformed(
          "'%s' names no file or folder; write one after '%s'"
              .formatted(text, text.substring(0, text.indexOf(':') + 1)));
    }
    return Path.of(path);
  }

  private static Reference reference(String text, String name) {
    try {
      return Reference.parse(name);
    } catch (ImageException e) {
      throw new ImageException.Malformed("'%s': %s".formatted(text, e.getMessage()));
    }
  }

  private static String suffix(Optional<String> name) {
    return name.map(found -> (found.startsWith("sha") && found.contains(":") ? "@" : ":") + found)
        .orElse("");
  }
}
