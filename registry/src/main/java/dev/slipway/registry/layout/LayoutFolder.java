package dev.slipway.registry.layout;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.VerifiedStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// An OCI layout that is a folder.
///
/// Any number of processes may read and write it at once. Files appear whole, by rename; the index
/// is changed under a lock. Whoever is killed leaves at most a file `.slipway-…` that nobody reads
/// and that a later change removes.
public final class LayoutFolder extends LayoutReader {
  private static final String UNFINISHED = ".slipway-";
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path folder;

  private LayoutFolder(Path folder, String name) {
    super(name, new FolderFiles(folder));
    this.folder = folder;
  }

  /// Opens the layout in `folder`.
  ///
  /// @throws RegistryException.NotFound when there is none
  public static LayoutFolder open(Path folder) {
    var layout = new LayoutFolder(folder, "oci:" + folder);
    if (!Files.isDirectory(folder)) {
      throw new RegistryException.NotFound(
          "read %s: there is no such folder".formatted(layout.name()));
    }
    FolderLock.whileNoThreadHolds(
        folder,
        () -> {
          layout.check();
          return layout;
        });
    return layout;
  }

  /// Opens the layout in `folder`, making it when there is none.
  ///
  /// @throws RegistryException.Refused when the folder holds something else
  /// @throws RegistryException.DiskFailed when it cannot be made
  public static LayoutFolder create(Path folder) {
    return create(folder, "oci:" + folder);
  }

  static LayoutFolder create(Path folder, String name) {
    var layout = new LayoutFolder(folder, name);
    try {
      Files.createDirectories(folder);
      layout.refuseOthersFolder();
      layout.mark();
    } catch (IOException e) {
      throw layout.failure("make", e);
    }
    layout.check();
    return layout;
  }

  private void refuseOthersFolder() throws IOException {
    if (Files.exists(folder.resolve(LayoutReader.MARKER))) {
      return;
    }
    try (var entries = Files.list(folder)) {
      var found = entries.map(path -> path.getFileName().toString()).sorted().findFirst();
      // Another process may be making the layout at this moment, and begins with the marker.
      if (found.isPresent() && !Files.exists(folder.resolve(LayoutReader.MARKER))) {
        throw new RegistryException.Refused(
            "make %s: the folder is no OCI layout and holds other things, such as '%s'; choose an empty one"
                .formatted(name(), found.get()),
            0,
            List.of());
      }
    }
  }

  private void mark() throws IOException {
    try (var lock = FolderLock.take(folder)) {
      if (lock.marker().size() == 0) {
        var text = "{\"imageLayoutVersion\":\"%s\"}".formatted(LayoutReader.VERSION);
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          lock.marker().write(bytes);
        }
      }
      if (!Files.exists(folder.resolve(LayoutReader.INDEX))) {
        replace(LayoutReader.INDEX, LayoutIndex.empty().bytes());
      }
    }
  }

  /// The folder.
  public Path folder() {
    return folder;
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (exists(content)) {
      return Arrival.PRESENT;
    }
    var action = "write %s to %s".formatted(content.digest(), name());
    var target = folder.resolve(LayoutReader.path(content.digest()));
    var unfinished = unfinished();
    try {
      Files.createDirectories(target.getParent());
      try (var stream = new VerifiedStream(blob.open(), action, content);
          var file = Files.newOutputStream(unfinished)) {
        stream.transferTo(file);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return Arrival.SENT;
    } catch (IOException e) {
      throw failure("write " + content.digest() + " to", e);
    } finally {
      discard(unfinished);
    }
  }

  @Override
  public void tag(Document manifest, String tag) {
    change(manifest, index -> index.naming(entry(manifest), Map.of(LayoutIndex.NAME, tag)));
  }

  @Override
  public void list(Document manifest) {
    change(manifest, index -> index.listing(entry(manifest)));
  }

  @Override
  public void name(Document manifest, Reference reference) {
    var whole = reference.withTag(reference.tag().orElse("latest"));
    var annotations =
        Map.of(LayoutIndex.NAME, whole.tagOrDigest(), LayoutIndex.FULL_NAME, whole.toString());
    change(manifest, index -> index.naming(entry(manifest), annotations));
  }

  private static Descriptor entry(Document manifest) {
    return manifest.descriptor().plain();
  }

  private void change(Document manifest, UnaryOperator<LayoutIndex> edit) {
    if (!exists(manifest.descriptor())) {
      throw new RegistryException.NotFound(
          "name %s in %s: it is not there; push it first".formatted(manifest.digest(), name()));
    }
    try (var _ = FolderLock.take(folder)) {
      removeAbandoned();
      replace(LayoutReader.INDEX, edit.apply(index()).bytes());
    } catch (IOException e) {
      throw failure("change the index of", e);
    }
  }

  private void replace(String file, byte[] bytes) throws IOException {
    var unfinished = unfinished();
    try {
      Files.write(unfinished, bytes);
      Files.move(unfinished, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      discard(unfinished);
    }
  }

  private Path unfinished() {
    return folder.resolve(UNFINISHED + UUID.randomUUID());
  }

  private void removeAbandoned() throws IOException {
    var limit = Instant.now().minus(ABANDONED);
    try (var entries = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      for (var entry : entries) {
        if (isOlder(entry, limit)) {
          discard(entry);
        }
      }
    }
  }

  private static boolean isOlder(Path entry, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(entry).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      // Whoever wrote it has just finished.
      return false;
    }
  }

  private static void discard(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      // Nobody reads it; a later change tries again.
      return;
    }
  }

  private RegistryException failure(String action, IOException e) {
    return RegistryException.DiskFailed.of("%s %s".formatted(action, name()), e);
  }
}
