package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Running;
import org.jspecify.annotations.Nullable;

/// A request that is being worked on, and may be told to end.
final class Task {
  private boolean cancelled;
  private @Nullable Running running;

  /// Whether somebody wants it to end.
  synchronized boolean isCancelled() {
    return cancelled;
  }

  /// Ends what runs for it, now and later.
  synchronized void cancel() {
    cancelled = true;
    if (running != null) {
      running.kill();
    }
  }

  /// Notes what runs for it.
  synchronized void runs(Running command) {
    running = command;
    if (cancelled) {
      command.kill();
    }
  }
}
