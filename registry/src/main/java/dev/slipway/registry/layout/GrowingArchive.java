package dev.slipway.registry.layout;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An archive that is being made: an OCI layout in a tar, or docker's archive.
///
/// Content is kept in a folder beside the file. [#close()] writes the archive from it, its files in
/// the order of their names, and puts it in place by rename: the file is there whole or not at all,
/// and the same images make the same bytes. An archive in which nothing was listed or named is not
/// written, so a push that fails leaves what was there before. What is there and is no file (a
/// pipe, a device such as `/dev/null`) is never replaced: the archive is written into it.
public final class GrowingArchive implements Layout {
  private static final String UNFINISHED = ".slipway-";
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Delivery delivery;
  private final Kind kind;
  private final Path folder;
  private final LayoutFolder layout;
  private boolean closed;

  /// Who is to read the archive.
  public enum Kind {
    /// Whoever reads OCI layouts.
    OCI("oci-archive:"),
    /// `docker load`, too: the archive also holds a `manifest.json`.
    DOCKER("docker-archive:");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /// Brings the archive, once it is whole, to where it was to be.
  private interface Delivery {
    void deliver(Path archive) throws IOException;
  }

  private GrowingArchive(Delivery delivery, Kind kind, Path folder, LayoutFolder layout) {
    this.delivery = delivery;
    this.kind = kind;
    this.folder = folder;
    this.layout = layout;
  }

  /// Begins an archive that will be at `file`, over what may be there.
  ///
  /// @throws RegistryException.DiskFailed when the folder beside it cannot be made
  public static GrowingArchive create(Path file, Kind kind) {
    var whole = file.toAbsolutePath();
    var name = kind.prefix + file;
    if (Files.isDirectory(whole)) {
      throw new RegistryException.Refused("make %s: it is a folder".formatted(name), 0, List.of());
    }
    return begin(archive -> deliver(archive, whole), kind, beside(whole, name), whole, name);
  }

  /// Begins an archive that is written into `stream` when it is whole; the stream stays open.
  ///
  /// @param words what the stream is called in errors
  /// @throws RegistryException.DiskFailed when no temporary folder can be made
  public static GrowingArchive into(OutputStream stream, String words, Kind kind) {
    return begin(
        archive -> Files.copy(archive, stream),
        kind,
        temporary(),
        Path.of("stream"),
        kind.prefix + words);
  }

  private static GrowingArchive begin(
      Delivery delivery, Kind kind, Path beside, Path file, String name) {
    removeAbandoned(beside, file);
    var folder = beside.resolve("." + file.getFileName() + UNFINISHED + UUID.randomUUID());
    return new GrowingArchive(delivery, kind, folder, LayoutFolder.create(folder, name));
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  // Nothing is laid beside a device, nor where a link lies: that folder may be anything.
  private static Path beside(Path file, String name) {
    if (isStream(file)) {
      return temporary();
    }
    try {
      return Objects.requireNonNull(
          (isLink(file) ? file.toRealPath() : file).getParent(),
          "only the root, a folder, lies in none");
    } catch (IOException e) {
      throw RegistryException.DiskFailed.of("make " + name, e);
    }
  }

  private static boolean isLink(Path file) {
    return Files.isSymbolicLink(file) && Files.exists(file);
  }

  private static boolean isStream(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  /// Removes what was left beside the file by those that were killed, a day ago or more.
  private static void removeAbandoned(Path folder, Path file) {
    var limit = Instant.now().minus(ABANDONED);
    try (var siblings = Files.newDirectoryStream(folder, entry -> isUnfinished(entry, file))) {
      for (var sibling : siblings) {
        if (Files.getLastModifiedTime(sibling).toInstant().isBefore(limit)) {
          discard(sibling);
        }
      }
    } catch (IOException e) {
      // There may be no such folder yet, or somebody else removes the same.
      return;
    }
  }

  private static boolean isUnfinished(Path entry, Path file) {
    return entry.getFileName().toString().startsWith("." + file.getFileName() + UNFINISHED);
  }

  @Override
  public String name() {
    return layout.name();
  }

  @Override
  public boolean exists(Descriptor content) {
    return layout.exists(content);
  }

  @Override
  public InputStream fetch(Descriptor content) {
    return layout.fetch(content);
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    return layout.push(content, blob);
  }

  @Override
  public Descriptor resolve(String tagOrDigest) {
    return layout.resolve(tagOrDigest);
  }

  @Override
  public List<String> tags() {
    return layout.tags();
  }

  @Override
  public List<Descriptor> entries() {
    return layout.entries();
  }

  @Override
  public void tag(Document manifest, String tag) {
    checkKind(manifest);
    layout.tag(manifest, tag);
  }

  @Override
  public void list(Document manifest) {
    checkKind(manifest);
    layout.list(manifest);
  }

  @Override
  public void name(Document manifest, Reference reference) {
    checkKind(manifest);
    layout.name(manifest, reference);
  }

  private void checkKind(Document manifest) {
    if (kind == Kind.DOCKER && manifest.mediaType().isIndex()) {
      throw new RegistryException.Refused(
          "name %s in %s: docker's archive holds images for one platform, and this is an index; choose a platform"
              .formatted(manifest.digest(), name()),
          0,
          List.of());
    }
  }

  /// Writes the archive, if anything is listed in it, and removes the folder. A second call does
  /// nothing.
  ///
  /// @throws RegistryException.DiskFailed when it cannot be written; then nothing has changed
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    var unfinished = folder.resolve(".archive");
    try {
      if (!entries().isEmpty()) {
        write(unfinished);
        delivery.deliver(unfinished);
      }
    } catch (IOException e) {
      throw RegistryException.DiskFailed.of("write " + name(), e);
    } finally {
      discard(folder);
    }
  }

  // A link stays, and what it leads to is replaced.
  private static void deliver(Path archive, Path file) throws IOException {
    if (isStream(file)) {
      try (var stream = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
        Files.copy(archive, stream);
      }
    } else if (isLink(file)) {
      try (var stream = Files.newOutputStream(file.toRealPath())) {
        Files.copy(archive, stream);
      }
    } else {
      Files.move(archive, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void write(Path target) throws IOException {
    try (var tar = new TarWriter(target)) {
      // What a reader needs first stands first.
      tar.add(LayoutReader.MARKER, folder.resolve(LayoutReader.MARKER));
      tar.add(LayoutReader.INDEX, folder.resolve(LayoutReader.INDEX));
      if (kind == Kind.DOCKER) {
        tar.add(DockerManifests.FILE, DockerManifests.of(layout).bytes());
      }
      for (var blob : blobs()) {
        tar.add(folder.relativize(blob).toString().replace('\\', '/'), blob);
      }
    }
  }

  private List<Path> blobs() throws IOException {
    var blobs = new ArrayList<Path>();
    if (Files.isDirectory(folder.resolve("blobs"))) {
      try (var found = Files.walk(folder.resolve("blobs"))) {
        found.filter(Files::isRegularFile).sorted().forEach(blobs::add);
      }
    }
    return blobs;
  }

  private static void discard(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      System.getLogger(GrowingArchive.class.getName())
          .log(System.Logger.Level.WARNING, "cannot remove " + folder, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failure)
        throws IOException {
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }
  }
}
