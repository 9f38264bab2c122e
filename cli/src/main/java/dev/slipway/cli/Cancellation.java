package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The wish of the user, or of the system, that the running command ends early.
///
/// Safe for use by several threads. Once cancelled, it stays so, and for the first reason.
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Reason> reason = Optional.empty();

  /// Why a command is to end early.
  public sealed interface Reason {
    /// A signal came: Ctrl-C, or SIGTERM.
    record Signal() implements Reason {}

    /// It took longer than it may.
    ///
    /// @param allowed what `--timeout` says
    record TimeOver(String allowed) implements Reason {}
  }

  /// Calls `listener` when the wish comes, or at once when it has come already.
  public void onCancel(Runnable listener) {
    synchronized (this) {
      if (reason.isEmpty()) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /// Says that the command shall end; the second time says nothing new.
  public void cancel(Reason why) {
    List<Runnable> called;
    synchronized (this) {
      called = reason.isPresent() ? List.of() : List.copyOf(listeners);
      reason = reason.or(() -> Optional.of(why));
    }
    called.forEach(Runnable::run);
  }

  /// Says that the command shall end because a signal came.
  public void cancel() {
    cancel(new Reason.Signal());
  }

  /// Why the command shall end; nothing as long as it need not.
  public synchronized Optional<Reason> reason() {
    return reason;
  }

  /// Whether the command shall end.
  public boolean cancelled() {
    return reason().isPresent();
  }
}
