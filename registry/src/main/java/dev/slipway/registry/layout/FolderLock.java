package dev.slipway.registry.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The right to change one layout, among all threads and processes.
///
/// The lock lies on the layout's own marker file, which is made once and never replaced, so nothing
/// is left behind beside it. Locks of files are a process's, not a thread's, and are lost when the
/// process closes any handle of the file: so a lock within the process comes first, and nobody
/// opens the marker for writing but here.
final class FolderLock implements AutoCloseable {
  private static final List<ReentrantLock> WITHIN_PROCESS =
      IntStream.range(0, 64).mapToObj(_ -> new ReentrantLock()).toList();

  private final ReentrantLock threads;
  private final FileChannel marker;

  private FolderLock(ReentrantLock threads, FileChannel marker) {
    this.threads = threads;
    this.marker = marker;
  }

  /// Waits for the lock; makes the marker file, empty, when it is absent.
  static FolderLock take(Path folder) throws IOException {
    var threads = within(folder);
    threads.lock();
    try {
      var marker =
          FileChannel.open(
              folder.resolve(LayoutReader.MARKER),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        marker.lock();
        return new FolderLock(threads, marker);
      } catch (IOException | RuntimeException e) {
        marker.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      threads.unlock();
      throw e;
    }
  }

  /// Waits until no thread of this process holds the lock, then does `work`: for reading the
  /// marker.
  static <T> T whileNoThreadHolds(Path folder, Supplier<T> work) {
    var threads = within(folder);
    threads.lock();
    try {
      return work.get();
    } finally {
      threads.unlock();
    }
  }

  /// The marker file, open and locked.
  FileChannel marker() {
    return marker;
  }

  @Override
  public void close() throws IOException {
    try (marker) {
      // Closing gives the file's lock back.
    } finally {
      threads.unlock();
    }
  }

  private static ReentrantLock within(Path folder) {
    Path known;
    try {
      known = folder.toRealPath();
    } catch (IOException e) {
      known = folder.toAbsolutePath().normalize();
    }
    return WITHIN_PROCESS.get(Math.floorMod(known.hashCode(), WITHIN_PROCESS.size()));
  }
}
