package dev.slipway.builder.sandbox;

import java.util.List;

/// Runs a harmless sequence of calls on a thread of its own, so that all code on the way is
/// loaded.
///
/// The threads that enter a sandbox leave this process's file system, and could load no class
/// there.
final class Rehearsal {
  private Rehearsal() {}

  static void run() {
    try (var calls = new CallSequence()) {
      int first = calls.add("", SystemCall.GETPID);
      calls.attempt("", SystemCall.CLOSE, -1);
      calls.add("", SystemCall.KILL, CallSequence.resultOf(first), CallSequence.cell(0));
      calls.spawn("", List.of("/proc/self/none/none"), List.of("none"), List.of());
      calls.seal();
      perform(calls);
    }
  }

  /// Runs `calls` on a fresh thread and waits for its end.
  static void perform(CallSequence calls) {
    perform(calls::run);
  }

  /// The same for a run with something before it.
  static void perform(Runnable run) {
    var thread = Thread.ofPlatform().name("slipway-step").start(run);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The thread ends by itself soon, and what it began has to be known.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
