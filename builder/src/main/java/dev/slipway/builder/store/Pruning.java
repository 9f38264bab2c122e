package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Removes from a store what nobody needs.
///
/// All that a named image consists of stays, and so does every result of a build that was used
/// since a given time. While a build has the store open nothing is removed, because it may be about
/// to use anything.
public final class Pruning {
  private final Path root;
  private final Scratch scratch;
  private final Instant usedSince;
  private final Removal removal;
  private final Removal snapshotRemoval;
  private final Needed needed = new Needed();
  private long files;
  private long bytes;

  /// Removes a file, or a folder with all that is in it.
  private interface Removal {
    void remove(Path path) throws IOException;
  }

  private Pruning(
      Path root, Scratch scratch, Instant usedSince, Removal removal, Removal snapshotRemoval) {
    this.root = root;
    this.scratch = scratch;
    this.usedSince = usedSince;
    this.removal = removal;
    this.snapshotRemoval = snapshotRemoval;
  }

  /// What was removed.
  ///
  /// @param files how many files
  /// @param bytes how much room they took, in bytes
  public record Removed(long files, long bytes) {}

  /// Removes what nobody needs from the store at `root`.
  ///
  /// @param usedSince results of builds that were used since then stay
  /// @param snapshotRemoval removes a folder with files that may belong to mapped users
  /// @return what was removed, or nothing when a build has the store open
  /// @throws BuildException.MachineFailed when the store cannot be read or written
  public static Optional<Removed> prune(
      Path root, Instant usedSince, Consumer<Path> snapshotRemoval) {
    return prune(root, usedSince, Scratch::remove, snapshotRemoval::accept);
  }

  /// Says what [#prune] would remove.
  ///
  /// @return that, or nothing when a build has the store open
  /// @throws BuildException.MachineFailed when the store cannot be read
  public static Optional<Removed> preview(Path root, Instant usedSince) {
    return prune(root, usedSince, _ -> {}, _ -> {});
  }

  private static Optional<Removed> prune(
      Path root, Instant usedSince, Removal removal, Removal snapshotRemoval) {
    if (!Files.exists(root.resolve("version"))) {
      return Optional.of(new Removed(0, 0));
    }
    try {
      var absolute = root.toRealPath();
      var lock = StoreLock.attempt(absolute.resolve("lock"), StoreLock.Kind.ALONE);
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      try (var _ = lock.get();
          // Opening it removes what dead processes left.
          var scratch = Scratch.create(absolute.resolve("tmp"))) {
        return Optional.of(
            new Pruning(absolute, scratch, usedSince, removal, snapshotRemoval).prune());
      }
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot prune the local store at %s: %s".formatted(root, Reason.of(e)), e);
    }
  }

  private Removed prune() throws IOException {
    var images = new Images(root.resolve("images"), scratch);
    images.names().forEach(name -> images.find(name).ifPresent(needed::keep));
    pruneSteps();
    pruneInputs();
    pruneContextDigests();
    pruneBases();
    pruneWebFiles();
    pruneCompressed();
    pruneContents(root.resolve("blobs"));
    pruneContents(root.resolve("layers"));
    pruneSnapshots();
    pruneCacheMounts();
    pruneGitMirrors();
    pruneUploads();
    return new Removed(files, bytes);
  }

  private void pruneSteps() throws IOException {
    var steps = new Steps(root.resolve("steps"), scratch);
    for (var folder : list(root.resolve("steps"))) {
      for (var file : list(folder)) {
        var chain = steps.read(file);
        if (chain.isEmpty() || lastUse(file).isBefore(usedSince)) {
          remove(file);
        } else {
          needed.keepChain(chain.get().stream().map(Steps.Made::diffId).toList());
        }
      }
    }
  }

  private void pruneInputs() throws IOException {
    for (var file : list(root.resolve("inputs"))) {
      if (lastUse(file).isBefore(usedSince)) {
        remove(file);
      }
    }
  }

  // It is written when a build finds other files than it knows, and says nothing of single entries.
  private void pruneContextDigests() throws IOException {
    var file = root.resolve("context-digests");
    if (Files.exists(file) && lastUse(file).isBefore(usedSince)) {
      remove(file);
    }
  }

  private void pruneBases() throws IOException {
    for (var file : list(root.resolve("bases"))) {
      var meaning = Bases.read(file);
      if (meaning.isEmpty() || lastUse(file).isBefore(usedSince)) {
        remove(file);
      } else {
        keepBase(meaning.get());
      }
    }
  }

  private void pruneWebFiles() throws IOException {
    for (var file : list(root.resolve("web-files"))) {
      var found = WebFiles.read(file);
      if (found.isEmpty() || lastUse(file).isBefore(usedSince)) {
        remove(file);
      } else {
        needed.keep(found.get().content());
      }
    }
  }

  private void keepBase(Bases.Meaning meaning) throws IOException {
    needed.keep(meaning.manifest());
    var file =
        root.resolve("blobs")
            .resolve(meaning.manifest().algorithm().label())
            .resolve(meaning.manifest().hex());
    if (Files.exists(file)) {
      try {
        var manifest =
            Manifest.read(
                "manifest " + meaning.manifest(),
                MediaType.parse(meaning.mediaType()),
                Files.readAllBytes(file));
        needed.keep(manifest.config().digest());
      } catch (ImageException e) {
        // Not a manifest any more: nothing that it could need.
      }
    }
  }

  private void pruneCompressed() throws IOException {
    for (var algorithm : list(root.resolve("compressed"))) {
      for (var file : list(algorithm)) {
        var name = file.getFileName().toString();
        var diffId = digest(algorithm, name.substring(0, Math.max(0, name.indexOf('.'))));
        var blob = CompressedLayer.parse(Files.readString(file));
        if (diffId.isPresent() && blob.isPresent() && needed.holds(diffId.get())) {
          needed.keep(blob.get().digest());
        } else {
          remove(file);
        }
      }
    }
  }

  private void pruneContents(Path department) throws IOException {
    for (var algorithm : list(department)) {
      for (var content : list(algorithm)) {
        var digest = digest(algorithm, content.getFileName().toString());
        if (digest.isEmpty() || !needed.holds(digest.get())) {
          remove(content);
        }
      }
    }
  }

  // Extracted trees may hold files of mapped users, which this process cannot remove.
  private void pruneSnapshots() throws IOException {
    for (var map : list(root.resolve("snapshots"))) {
      for (var tree : list(map)) {
        var name = tree.getFileName().toString();
        boolean isNeeded =
            name.equals(SnapshotNames.WORKERS)
                || SnapshotNames.chain(name).filter(needed::holdsChain).isPresent();
        if (!isNeeded) {
          remove(tree, snapshotRemoval);
        }
      }
    }
  }

  // What is in them belongs to mapped users, too.
  private void pruneCacheMounts() throws IOException {
    for (var users : list(root.resolve("cache-mounts"))) {
      for (var cache : list(users)) {
        for (var slot : list(cache)) {
          if (CacheMounts.lastUse(slot).isBefore(usedSince)) {
            remove(slot, snapshotRemoval);
          }
        }
        if (list(cache).isEmpty()) {
          removal.remove(cache);
        }
      }
    }
  }

  private void pruneGitMirrors() throws IOException {
    for (var mirror : list(root.resolve("git"))) {
      if (Files.isDirectory(mirror) && GitMirrors.lastUse(mirror).isBefore(usedSince)) {
        remove(mirror);
      }
    }
  }

  // Registries forget an upload that nobody goes on with; about a day is what they give it.
  private void pruneUploads() throws IOException {
    var forgotten = Clock.systemUTC().instant().minus(Duration.ofDays(1));
    for (var upload : list(root.resolve("uploads"))) {
      var last = Uploads.lastUse(upload);
      if (!Uploads.isUsed(upload) || last.isBefore(usedSince) || last.isBefore(forgotten)) {
        remove(upload);
      }
    }
  }

  private static Optional<Digest> digest(Path algorithm, String hex) {
    try {
      return Optional.of(Digest.parse(algorithm.getFileName() + ":" + hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant lastUse(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private void remove(Path path) throws IOException {
    remove(path, removal);
  }

  private void remove(Path path, Removal how) throws IOException {
    var usage = Usage.count("", path);
    files += usage.count();
    bytes += usage.bytes();
    how.remove(path);
  }
}
