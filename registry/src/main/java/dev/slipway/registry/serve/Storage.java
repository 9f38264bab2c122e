package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;

/// The folder in which a server keeps all it has.
///
/// ```
/// lock                                    held while a server runs
/// temporary/                              cleared when a server starts
/// content/sha256/<hex>                    blobs and manifests, once each
/// repositories/<name>/_blobs/sha256/<hex>          empty: the repository knows this blob
/// repositories/<name>/_manifests/sha256/<hex>      its media type
/// repositories/<name>/_tags/<tag>                  a digest
/// repositories/<name>/_referrers/sha256/<hex>/…    descriptors of those that refer to it
/// repositories/<name>/_uploads/<id>                what has arrived of an upload, for a week
/// ```
///
/// Every file but an upload appears whole, by rename, so a killed server leaves nothing half
/// written that is ever read; where the folder is to outlive the server, the file is on the disk
/// before, so that a machine that stops at once leaves nothing of the kind either. Names of
/// repositories have no part that begins with `_`. All methods touch the disk: they are called on
/// the threads of [Disk].
final class Storage implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final Pattern NEW_NAME = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration ABANDONED = Duration.ofDays(7);

  private final Path root;
  private final boolean kept;
  private final FileChannel lockFile;
  private final FileLock lock;

  /// Held for reading while content and its markers are added, for writing while they are removed:
  /// so content that nobody seems to know is not about to become known.
  private final ReentrantReadWriteLock removal = new ReentrantReadWriteLock();

  private Storage(Path root, boolean kept, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.kept = kept;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// Opens a folder that outlives the server, making what is absent.
  ///
  /// @throws IOException when the folder cannot be made, another server uses it, or it holds other
  ///     things
  static Storage open(Path root) throws IOException {
    return open(root, true);
  }

  /// Opens a folder that is deleted with the server, for which nobody need wait for the disk.
  static Storage openForNow(Path root) throws IOException {
    return open(root, false);
  }

  private static Storage open(Path root, boolean kept) throws IOException {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new IOException(root + " is not a folder");
    }
    Files.createDirectories(root);
    refuseOthersFolder(root);
    var file =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var lock = file.tryLock();
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
      var storage = new Storage(root, kept, file, lock);
      storage.clearTemporary();
      storage.forgetAbandonedUploads();
      return storage;
    } catch (OverlappingFileLockException e) {
      file.close();
      throw new IOException(
          "another server uses %s; stop it or choose another folder".formatted(root), e);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static void refuseOthersFolder(Path root) throws IOException {
    if (Files.exists(root.resolve(LOCK))) {
      return;
    }
    try (var entries = Files.list(root)) {
      var found =
          entries
              .map(entry -> entry.getFileName().toString())
              // What a fresh disk has.
              .filter(name -> !name.equals("lost+found"))
              .sorted()
              .findFirst();
      // Another server may begin at this moment; it begins with the lock.
      if (found.isPresent() && !Files.exists(root.resolve(LOCK))) {
        throw new IOException(
            "%s is no registry's folder and holds other things, such as '%s'; choose an empty one"
                .formatted(root, found.get()));
      }
    }
  }

  private void clearTemporary() throws IOException {
    Files.createDirectories(temporary());
    try (var left =
        Files.newDirectoryStream(temporary(), file -> isNewName(file.getFileName().toString()))) {
      for (var file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// Forgets uploads with which nobody went on for a week.
  private void forgetAbandonedUploads() throws IOException {
    var limit = Instant.now().minus(ABANDONED);
    forEachRepository(
        (_, folder) -> {
          var uploads = new Repository(this, folder).uploads();
          if (!Files.isDirectory(uploads)) {
            return;
          }
          try (var files = Files.newDirectoryStream(uploads)) {
            for (var file : files) {
              if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                Files.delete(file);
              }
            }
          }
        });
  }

  Repository repository(String name) {
    return new Repository(this, repositories().resolve(name));
  }

  /// The names of all repositories that hold a manifest, sorted.
  List<String> names() throws IOException {
    var names = new ArrayList<String>();
    forEachRepository(
        (name, folder) -> {
          if (Files.isDirectory(folder.resolve(Repository.MANIFESTS))) {
            names.add(name);
          }
        });
    names.sort(null);
    return names;
  }

  Path content(Digest digest) {
    return root.resolve("content").resolve(digest.algorithm().label()).resolve(digest.hex());
  }

  /// Whether any repository knows `digest`, and of those that `reach` accepts.
  boolean isKnown(Digest digest, Reach reach) throws IOException {
    var found = new boolean[1];
    forEachRepository(
        (name, folder) -> {
          if (!found[0] && reach.reaches(name)) {
            found[0] = new Repository(this, folder).knows(digest);
          }
        });
    return found[0];
  }

  /// Which repositories count.
  interface Reach {
    boolean reaches(String repository);
  }

  /// Does `work` while nothing is removed.
  <T> T adding(Disk.Work<T> work) throws IOException {
    removal.readLock().lock();
    try {
      return work.run();
    } finally {
      removal.readLock().unlock();
    }
  }

  /// Does `work`, which takes markers of `digest` away, and then the content if no marker is left.
  <T> T removing(Digest digest, Disk.Work<T> work) throws IOException {
    removal.writeLock().lock();
    try {
      T result = work.run();
      if (!isKnown(digest, _ -> true)) {
        Files.deleteIfExists(content(digest));
      }
      return result;
    } finally {
      removal.writeLock().unlock();
    }
  }

  /// Takes over a finished file as the content of `digest`; the file is gone afterwards.
  void adopt(Path file, Digest digest) throws IOException {
    var target = content(digest);
    if (kept) {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Makes `bytes` appear at `target` at once, over whatever was there.
  void write(Path target, byte[] bytes) throws IOException {
    var file = temporary().resolve(newName());
    try {
      try (var channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (kept && bytes.length > 0) {
          channel.force(true);
        }
      }
      Files.createDirectories(target.getParent());
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // On a disk that is full, what nobody will read is in the way of everybody.
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// The bytes of a small file, or null when there is none.
  static byte @org.jspecify.annotations.Nullable [] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /// A name that nobody guesses and no other has: 32 hexadecimal digits.
  static String newName() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Whether `text` is such a name.
  static boolean isNewName(String text) {
    return NEW_NAME.matcher(text).matches();
  }

  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    try (lockFile) {
      // closing it again does nothing
      if (lock.isValid()) {
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path repositories() {
    return root.resolve("repositories");
  }

  private Path temporary() {
    return root.resolve("temporary");
  }

  private interface Visit {
    void of(String name, Path folder) throws IOException;
  }

  private void forEachRepository(Visit visit) throws IOException {
    if (Files.isDirectory(repositories())) {
      descend(repositories(), visit);
    }
  }

  private void descend(Path folder, Visit visit) throws IOException {
    var children = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.forEach(children::add);
    }
    boolean isRepository = false;
    for (var child : children) {
      if (child.getFileName().toString().startsWith("_")) {
        isRepository = true;
      } else if (Files.isDirectory(child)) {
        // File managers leave files of their own in the folders that they show.
        descend(child, visit);
      }
    }
    if (isRepository) {
      visit.of(repositories().relativize(folder).toString().replace('\\', '/'), folder);
    }
  }
}
