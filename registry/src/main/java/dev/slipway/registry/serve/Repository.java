package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one repository knows: its blobs, manifests, tags and referrers, as files.
final class Repository {
  static final String MANIFESTS = "_manifests";

  private final Storage storage;
  private final Path folder;

  Repository(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /// Whether anything was ever pushed here.
  boolean exists() {
    return Files.isDirectory(folder.resolve(MANIFESTS))
        || Files.isDirectory(folder.resolve("_blobs"));
  }

  boolean knows(Digest digest) {
    return hasBlob(digest) || Files.exists(manifestMarker(digest));
  }

  boolean hasBlob(Digest digest) {
    return Files.exists(blobMarker(digest));
  }

  void addBlob(Digest digest) throws IOException {
    storage.write(blobMarker(digest), new byte[0]);
  }

  /// Whether there was one.
  boolean removeBlob(Digest digest) throws IOException {
    return Files.deleteIfExists(blobMarker(digest));
  }

  /// The media type under which a manifest was pushed.
  Optional<String> manifestType(Digest digest) throws IOException {
    return text(manifestMarker(digest));
  }

  void addManifest(Digest digest, String mediaType, byte[] bytes) throws IOException {
    storage.write(storage.content(digest), bytes);
    write(manifestMarker(digest), mediaType);
  }

  /// Forgets a manifest and every tag that names it.
  void removeManifest(Digest digest) throws IOException {
    for (var tag : tags()) {
      if (tag(tag).filter(digest::equals).isPresent()) {
        removeTag(tag);
      }
    }
    Files.deleteIfExists(manifestMarker(digest));
  }

  /// All tags, in the order of their characters.
  List<String> tags() throws IOException {
    var tags = list(folder.resolve("_tags"));
    tags.sort(null);
    return tags;
  }

  Optional<Digest> tag(String tag) throws IOException {
    return text(folder.resolve("_tags").resolve(tag)).map(Digest::parse);
  }

  void setTag(String tag, Digest digest) throws IOException {
    write(folder.resolve("_tags").resolve(tag), digest.toString());
  }

  /// Whether there was one.
  boolean removeTag(String tag) throws IOException {
    return Files.deleteIfExists(folder.resolve("_tags").resolve(tag));
  }

  /// The descriptors of all manifests that name `subject`, in the order of their digests.
  List<byte[]> referrers(Digest subject) throws IOException {
    var of = referrersOf(subject);
    var names = list(of);
    names.sort(null);
    var found = new ArrayList<byte[]>();
    for (var name : names) {
      var descriptor = Storage.read(of.resolve(name));
      if (descriptor != null) {
        found.add(descriptor);
      }
    }
    return found;
  }

  void addReferrer(Digest subject, Digest referrer, byte[] descriptor) throws IOException {
    storage.write(referrer(subject, referrer), descriptor);
  }

  void removeReferrer(Digest subject, Digest referrer) throws IOException {
    Files.deleteIfExists(referrer(subject, referrer));
  }

  /// The folder of uploads under way.
  Path uploads() {
    return folder.resolve("_uploads");
  }

  private Path blobMarker(Digest digest) {
    return marker("_blobs", digest);
  }

  private Path manifestMarker(Digest digest) {
    return marker(MANIFESTS, digest);
  }

  private Path referrersOf(Digest subject) {
    return marker("_referrers", subject);
  }

  private Path referrer(Digest subject, Digest referrer) {
    return referrersOf(subject).resolve(referrer.algorithm().label() + "-" + referrer.hex());
  }

  private Path marker(String kind, Digest digest) {
    return folder.resolve(kind).resolve(digest.algorithm().label()).resolve(digest.hex());
  }

  private void write(Path file, String text) throws IOException {
    storage.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> text(Path file) throws IOException {
    var bytes = Storage.read(file);
    return bytes == null
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  private static List<String> list(Path folder) throws IOException {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (NoSuchFileException e) {
      // Nothing was ever put here.
      return names;
    }
    return names;
  }
}
