package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/// Waits for what other processes do.
public final class Patience {
  private static final Duration MOST = Duration.ofSeconds(20);

  private Patience() {}

  /// What is waited for.
  public interface Condition {
    /// Whether it has come.
    boolean holds() throws Exception;
  }

  /// Waits until `condition` holds, twenty seconds at most.
  public static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + MOST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
