package dev.slipway.cli;

import java.time.Duration;

/// The moment at which a command that is not done is told to end: `--timeout`.
final class Deadline implements AutoCloseable {
  private final Thread waiting;

  private Deadline(Thread waiting) {
    this.waiting = waiting;
  }

  /// `--timeout`.
  static Flag flag() {
    return Flag.value(
        "TIME", "End after this time, with exit code 124: 90s, 10m, 1h30m.", "--timeout");
  }

  /// Cancels after the time that `text` says, unless it is closed before.
  ///
  /// @throws CommandException.Usage when it says no time
  static Deadline start(Verb verb, String text, Cancellation cancellation) {
    var time =
        TimeSpan.parse(text)
            .filter(Duration::isPositive)
            .orElseThrow(
                () ->
                    new CommandException.Usage(
                        "slipway %s: --timeout %s is not a time such as 90s, 10m or 1h30m"
                            .formatted(verb.word(), text)));
    return new Deadline(
        Thread.ofPlatform().daemon().name("deadline").start(() -> await(time, text, cancellation)));
  }

  private static void await(Duration time, String text, Cancellation cancellation) {
    try {
      Thread.sleep(time);
      cancellation.cancel(new Cancellation.Reason.TimeOver(text));
    } catch (InterruptedException e) {
      // The command was faster.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    waiting.interrupt();
  }
}
