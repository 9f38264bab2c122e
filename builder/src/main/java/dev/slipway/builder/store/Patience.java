package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Waits for what others have locked, and says so when that takes a while.
final class Patience {
  private static final int PAUSE_MILLISECONDS = 20;
  private static final Duration SHORT = Duration.ofSeconds(1);

  private Patience() {}

  /// Takes a lock when nobody is in the way.
  interface Attempt {
    Optional<StoreLock> make() throws IOException;
  }

  /// Makes attempts until one succeeds.
  ///
  /// @param waiting hears of a wait that is not short
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  static StoreLock until(Attempt attempt, Waiting waiting) throws IOException {
    var first = attempt.make();
    return first.isPresent() ? first.get() : repeat(attempt, waiting);
  }

  private static StoreLock repeat(Attempt attempt, Waiting waiting) throws IOException {
    long begin = System.nanoTime();
    boolean told = false;
    while (true) {
      pause();
      var lock = attempt.make();
      var waited = Duration.ofNanos(System.nanoTime() - begin);
      if (lock.isPresent()) {
        if (told) {
          waiting.ended(waited);
        }
        return lock.get();
      }
      if (!told && waited.compareTo(SHORT) >= 0) {
        told = true;
        waiting.began();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    }
  }
}
