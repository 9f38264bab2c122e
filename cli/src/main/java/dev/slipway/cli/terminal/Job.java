package dev.slipway.cli.terminal;

/// One thing that a build does, and how far it is. Changes while the build goes on; whoever asks or
/// tells holds the lock of the [Board].
final class Job {
  /// How it is with a job.
  enum State {
    /// It is being done.
    RUNNING,
    /// It was done.
    DONE,
    /// It need not be done: its result was there.
    CACHED,
    /// It failed.
    FAILED,
    /// The build ended before it did.
    STOPPED
  }

  private final String title;
  private final long began;
  private final JobLog log = new JobLog();
  private String detail = "";
  private State state = State.RUNNING;
  private long ended;

  Job(String title, long began) {
    this.title = Cells.plain(title);
    this.began = began;
  }

  void end(State how, long now) {
    if (state == State.RUNNING) {
      state = how;
      ended = now;
    }
  }

  /// Says how far it is, in a word or two.
  void tell(String newDetail) {
    detail = newDetail;
  }

  State state() {
    return state;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  JobLog log() {
    return log;
  }

  /// What is being done, without how far it is.
  String title() {
    return title;
  }

  /// The line that tells of it, without its time.
  String line() {
    var word =
        switch (state) {
          case RUNNING, DONE -> "";
          case CACHED -> "CACHED ";
          case FAILED -> "ERROR ";
          case STOPPED -> "CANCELED ";
        };
    return " => " + word + title + (detail.isEmpty() ? "" : " " + detail);
  }

  /// How long it took or takes, in nanoseconds.
  long took(long now) {
    return (isRunning() ? now : ended) - began;
  }
}
