package dev.slipway.builder.worker;

import dev.slipway.builder.snapshot.Snapshots;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// The temporary folder of one worker, beside the snapshots.
///
/// A lock on the file beside it says that the worker lives. A folder without a held lock was left
/// by one that was killed, and goes.
final class WorkerScratch implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path folder;
  private final Path lock;
  private final FileChannel alive;

  private WorkerScratch(Path folder, Path lock, FileChannel alive) {
    this.folder = folder;
    this.lock = lock;
    this.alive = alive;
  }

  static WorkerScratch create(Path parent) throws IOException {
    var name = UUID.randomUUID().toString();
    // The lock is held before anybody can see the folder, and its file is never seen unlocked.
    var unnamed = parent.resolve("." + name);
    var channel =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    var lock = Files.move(unnamed, parent.resolve(name + LOCK));
    return new WorkerScratch(Files.createDirectory(parent.resolve(name)), lock, channel);
  }

  /// Removes what workers left that are no more.
  ///
  /// @throws IOException when something cannot be removed
  void sweep() throws IOException {
    var parent = folder.getParent();
    try (var locks = Files.newDirectoryStream(parent, "*" + LOCK)) {
      for (var other : locks) {
        // To open and close one's own lock file would let go of the lock.
        if (!other.equals(lock)) {
          removeIfAbandoned(other);
        }
      }
    }
  }

  private static void removeIfAbandoned(Path lock) throws IOException {
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      if (held != null) {
        var name = lock.getFileName().toString();
        Snapshots.remove(lock.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lock);
      }
    } catch (NoSuchFileException e) {
      // Another worker was faster.
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    Snapshots.remove(folder);
    Files.deleteIfExists(lock);
    alive.close();
  }
}
