package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// The folders behind `RUN --mount=type=cache`, which last between builds.
///
/// A cache has one folder, and more when somebody wants one alone while another uses the first. A
/// lock on a file beside each folder says who uses it. Folders belong to one way of mapping users,
/// because the files in them do.
public final class CacheMounts {
  private static final String LOCK = "lock";

  private final Path folder;

  CacheMounts(Path folder) {
    this.folder = folder;
  }

  /// How a cache is used by builds that run at once.
  public enum Sharing {
    /// By all at once.
    SHARED,
    /// Each uses a folder of its own.
    PRIVATE,
    /// One after another.
    LOCKED
  }

  /// The use of a cache's folder, until it is closed.
  public static final class Lease implements AutoCloseable {
    private final Path folder;
    private final StoreLock lock;

    private Lease(Path folder, StoreLock lock) {
      this.folder = folder;
      this.lock = lock;
    }

    /// A folder that only uses of this cache touch.
    public Path folder() {
      return folder;
    }

    @Override
    public void close() {
      lock.close();
    }
  }

  /// Takes the cache `name` into use; for a locked one it waits until nobody uses it.
  ///
  /// @param users a name for the way in which users are mapped
  /// @param waiting hears of a wait that is not short
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Lease lease(String users, Digest name, Sharing sharing, Waiting waiting) {
    var cache = folder.resolve(users).resolve(name.hex());
    try {
      var lease =
          switch (sharing) {
            case SHARED -> anyFree(cache, StoreLock.Kind.SHARED);
            case PRIVATE -> anyFree(cache, StoreLock.Kind.ALONE);
            case LOCKED -> first(cache, waiting);
          };
      lease.lock.touch();
      return lease;
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot use a cache mount of the local store: " + Reason.of(e), e);
    }
  }

  private static Lease anyFree(Path cache, StoreLock.Kind kind) throws IOException {
    for (int number = 0; ; number++) {
      var slot = slot(cache, number);
      var lock = StoreLock.attempt(slot.resolve(LOCK), kind);
      if (lock.isPresent()) {
        return new Lease(slot, lock.get());
      }
    }
  }

  private static Lease first(Path cache, Waiting waiting) throws IOException {
    var slot = slot(cache, 0);
    return new Lease(slot, StoreLock.acquire(slot.resolve(LOCK), StoreLock.Kind.ALONE, waiting));
  }

  private static Path slot(Path cache, int number) throws IOException {
    return Files.createDirectories(cache.resolve(Integer.toString(number)));
  }

  /// When the cache in `slot` was taken into use last.
  static Instant lastUse(Path slot) throws IOException {
    var lock = slot.resolve(LOCK);
    return Files.getLastModifiedTime(Files.exists(lock) ? lock : slot).toInstant();
  }
}
