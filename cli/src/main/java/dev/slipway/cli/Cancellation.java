package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;

/// The wish of the user, or of the system, that the running command ends early.
///
/// Safe for use by several threads. Once cancelled, it stays so.
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /// Calls `listener` when the wish comes, or at once when it has come already.
  public void onCancel(Runnable listener) {
    synchronized (this) {
      if (!cancelled) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /// Says that the command shall end; the second time says nothing new.
  public void cancel() {
    List<Runnable> called;
    synchronized (this) {
      called = cancelled ? List.of() : List.copyOf(listeners);
      cancelled = true;
    }
    called.forEach(Runnable::run);
  }

  /// Whether the command shall end.
  public synchronized boolean cancelled() {
    return cancelled;
  }
}
