package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The folders behind `RUN --mount=type=cache`, which last between builds.
///
/// A cache has one folder, and more when somebody wants one alone while another uses the first. A
/// lock on a file beside each folder says who uses it. Folders belong to one way of mapping users,
/// because the files in them do.
public final class CacheMounts {
  private static final String LOCK = "lock";
  private static final int PAUSE_MILLISECONDS = 20;
  private static final Duration SHORT = Duration.ofSeconds(1);

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

  /// Hears that a cache is in use and how long that was so, when it is worth a word.
  public interface Waiting {
    /// It has been waited for a second.
    void began();

    /// It is free.
    void ended(Duration waited);
  }

  /// Takes the cache `name` into use; for a locked one it waits until nobody uses it.
  ///
  /// @param users a name for the way in which users are mapped
  /// @param waiting hears of a wait that is not short
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Lease lease(String users, Digest name, Sharing sharing, Waiting waiting) {
    var cache = folder.resolve(users).resolve(name.hex());
    var patience = new Patience(waiting);
    try {
      for (int number = 0; ; ) {
        var slot = Files.createDirectories(cache.resolve(Integer.toString(number)));
        var lock = attempt(slot, sharing);
        if (lock.isPresent()) {
          lock.get().touch();
          patience.ended();
          return new Lease(slot, lock.get());
        }
        switch (sharing) {
          case SHARED, PRIVATE -> number++;
          case LOCKED -> patience.pause();
        }
      }
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot use a cache mount of the local store: " + Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    }
  }

  /// How long one lease has been waited for.
  private static final class Patience {
    private final Waiting waiting;
    private final long begin = System.nanoTime();
    private boolean told;

    Patience(Waiting waiting) {
      this.waiting = waiting;
    }

    private Duration waited() {
      return Duration.ofNanos(System.nanoTime() - begin);
    }

    void pause() throws InterruptedException {
      if (!told && waited().compareTo(SHORT) >= 0) {
        told = true;
        waiting.began();
      }
      Thread.sleep(PAUSE_MILLISECONDS);
    }

    void ended() {
      if (told) {
        waiting.ended(waited());
      }
    }
  }

  private static Optional<StoreLock> attempt(Path slot, Sharing sharing) throws IOException {
    return StoreLock.attempt(
        slot.resolve(LOCK),
        sharing == Sharing.SHARED ? StoreLock.Kind.SHARED : StoreLock.Kind.ALONE);
  }

  /// When the cache in `slot` was taken into use last.
  static Instant lastUse(Path slot) throws IOException {
    var lock = slot.resolve(LOCK);
    return Files.getLastModifiedTime(Files.exists(lock) ? lock : slot).toInstant();
  }
}
