package dev.slipway.builder.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A temporary folder of one open store, on the store's own file system so that renames work.
///
/// It holds a lock on a file in it for as long as it lives; a folder whose lock is free belongs to
/// a process that died, and the next store that is opened removes it. Process numbers would not do:
/// they mean nothing across pid namespaces.
public final class Scratch implements AutoCloseable {
  // A process loses its lock on a file when it closes any handle on it, so the files of its own
  // folders must never be opened again.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private static final AtomicLong OPENED = new AtomicLong();

  private final Path folder;
  private final FileChannel alive;
  private final AtomicLong count = new AtomicLong();

  private Scratch(Path folder, FileChannel alive) {
    this.folder = folder;
    this.alive = alive;
  }

  static Scratch create(Path parent) throws IOException {
    AtomicFile.createFolder(parent);
    removeAbandoned(parent);
    // The folder appears under its name only once its lock is held, so nobody takes it for
    // abandoned.
    var name = unusedName();
    var unnamed = Files.createDirectory(parent.resolve(".new-" + name));
    var channel =
        FileChannel.open(
            unnamed.resolve("alive"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    var folder = parent.resolve(name);
    OWN.add(folder);
    Files.move(unnamed, folder);
    return new Scratch(folder, channel);
  }

  // Nobody need be unable to guess it; a random UUID costs every build 10 ms of start-up, and who
  // asks for the number of the process starts a thread.
  private static String unusedName() {
    return Long.toHexString(System.currentTimeMillis())
        + "-"
        + Long.toHexString(System.nanoTime())
        + "-"
        + OPENED.incrementAndGet();
  }

  private static void removeAbandoned(Path parent) throws IOException {
    try (var folders =
        Files.newDirectoryStream(parent, path -> !OWN.contains(path) && !fresh(path))) {
      for (var folder : folders) {
        try (var channel = FileChannel.open(folder.resolve("alive"), StandardOpenOption.WRITE);
            var lock = channel.tryLock()) {
          if (lock != null) {
            remove(folder);
          }
        } catch (NoSuchFileException e) {
          remove(folder);
        }
      }
    }
  }

  // A folder without a name yet is somebody's who is just starting, unless it is old.
  private static boolean fresh(Path folder) throws IOException {
    try {
      return folder.getFileName().toString().startsWith(".new-")
          && Files.getLastModifiedTime(folder).toMillis() > System.currentTimeMillis() - 60_000;
    } catch (NoSuchFileException e) {
      // It has its name now, or is gone.
      return true;
    }
  }

  /// The folder itself; it is there for as long as the store is open.
  public Path folder() {
    return folder;
  }

  /// A path in the folder that nothing has yet.
  public Path next(String kind) {
    return folder.resolve(kind + "-" + count.incrementAndGet());
  }

  /// Removes `path` and all below it, as far as this process may. What belongs to mapped users
  /// stays for who can remove it.
  public static void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(path, new Removal());
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) {
      delete(directory);
      return FileVisitResult.CONTINUE;
    }

    private static void delete(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (DirectoryNotEmptyException | AccessDeniedException e) {
        // Holds files of mapped users: the sandbox removes those.
      } catch (IOException e) {
        // Somebody else removes the same folder, or the kernel still holds a mount in it; the next
        // store that is opened tries again.
      }
    }
  }

  @Override
  public void close() {
    try {
      remove(folder);
      alive.close();
      OWN.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
