package dev.slipway.registry.layout;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.MediaType;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.VerifiedStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A layout as it is read, wherever its files are: its marker, its index and its content.
abstract sealed class LayoutReader implements Layout permits LayoutFolder, LayoutArchive {
  static final String MARKER = "oci-layout";
  static final String INDEX = "index.json";
  static final String VERSION = "1.0.0";

  private static final int SMALL = 64 * 1024;

  private final String name;
  private final LayoutFiles files;

  LayoutReader(String name, LayoutFiles files) {
    this.name = name;
    this.files = files;
  }

  static String path(Digest digest) {
    return "blobs/" + digest.algorithm().label() + "/" + digest.hex();
  }

  /// Checks that this is a layout, and one of a version that is known.
  ///
  /// @throws RegistryException.NotFound when it is none
  /// @throws RegistryException.Malformed when its marker is not understood
  final void check() {
    var bytes =
        small(MARKER, SMALL)
            .orElseThrow(
                () ->
                    new RegistryException.NotFound(
                        "read %s: it is no OCI layout, for it has no file 'oci-layout'"
                            .formatted(name)));
    try {
      var version = Json.readObject("oci-layout", bytes).path("imageLayoutVersion").asText();
      if (!version.equals(VERSION)) {
        throw new RegistryException.Malformed(
            "read %s: it is an OCI layout of version '%s'; only %s is known"
                .formatted(name, version, VERSION));
      }
    } catch (ImageException e) {
      throw new RegistryException.Malformed("read %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  final LayoutIndex index() {
    return small(INDEX, Json.MAX_BYTES)
        .map(bytes -> LayoutIndex.read("read " + name, bytes))
        .orElseGet(LayoutIndex::empty);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Descriptor> entries() {
    return index().entries();
  }

  @Override
  public final List<String> tags() {
    return index().entries().stream()
        .flatMap(entry -> LayoutIndex.nameOf(entry).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /// A file that is cut short does not count: whoever wrote it did not finish.
  @Override
  public final boolean exists(Descriptor content) {
    var size = size(path(content.digest()));
    return size.isPresent() && size.getAsLong() == content.size();
  }

  @Override
  public final InputStream fetch(Descriptor content) {
    var path = path(content.digest());
    var action = "read %s from %s".formatted(content.digest(), name);
    if (size(path).isEmpty()) {
      throw new RegistryException.NotFound(
          "%s has no content %s".formatted(name, content.digest()));
    }
    return new VerifiedStream(open(path), action, content);
  }

  @Override
  public final Descriptor resolve(String tagOrDigest) {
    var entries = index().entries();
    if (tagOrDigest.startsWith("sha256:") || tagOrDigest.startsWith("sha512:")) {
      return byDigest(entries, digest(tagOrDigest));
    }
    return LayoutIndex.named(name, entries, tagOrDigest).plain();
  }

  private Descriptor byDigest(List<Descriptor> entries, Digest digest) {
    return entries.stream()
        .filter(entry -> entry.digest().equals(digest))
        .findFirst()
        .map(Descriptor::plain)
        .orElseGet(() -> describe(digest));
  }

  /// Finds out what content is that no entry describes: a manifest within an index, for example.
  private Descriptor describe(Digest digest) {
    var bytes =
        small(path(digest), Json.MAX_BYTES)
            .orElseThrow(
                () ->
                    new RegistryException.NotFound(
                        "%s has no manifest %s".formatted(name, digest)));
    var content = new Descriptor(mediaType(digest, bytes), digest, bytes.length);
    if (!Digest.of(digest.algorithm(), bytes).equals(digest)) {
      throw new RegistryException.Mismatch(
          "read %s from %s".formatted(digest, name),
          content,
          Digest.of(digest.algorithm(), bytes),
          bytes.length);
    }
    return content;
  }

  private MediaType mediaType(Digest digest, byte[] bytes) {
    try {
      var document = Json.readObject(digest.toString(), bytes);
      if (document.path("mediaType").isTextual()) {
        return MediaType.parse(document.path("mediaType").textValue());
      }
      // The media type may be left out by OCI's rules; what is inside tells.
      if (document.has("manifests")) {
        return MediaType.OCI_INDEX;
      }
      if (document.has("layers")) {
        return MediaType.OCI_MANIFEST;
      }
    } catch (ImageException e) {
      throw new RegistryException.Malformed("read %s: %s".formatted(name, e.getMessage()), e);
    }
    throw new RegistryException.NotFound(
        "%s has %s, but it is neither a manifest nor an index".formatted(name, digest));
  }

  private Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.NotFound("%s: %s".formatted(name, e.getMessage()));
    }
  }

  /// The bytes of a file that may have at most `most`.
  final Optional<byte[]> small(String path, int most) {
    var size = size(path);
    if (size.isEmpty()) {
      return Optional.empty();
    }
    if (size.getAsLong() > most) {
      throw new RegistryException.Malformed(
          "read %s: %s has %d bytes; at most %d are read"
              .formatted(name, path, size.getAsLong(), most));
    }
    try (var stream = open(path)) {
      return Optional.of(stream.readNBytes(most));
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private OptionalLong size(String path) {
    try {
      return files.size(path);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private InputStream open(String path) {
    try {
      return new BufferedInputStream(files.open(path), SMALL);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private RegistryException failure(String path, IOException e) {
    return RegistryException.DiskFailed.of("read %s of %s".formatted(path, name), e);
  }
}
