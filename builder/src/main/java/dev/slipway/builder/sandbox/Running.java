package dev.slipway.builder.sandbox;

import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A command that has been started, and all that it starts.
///
/// Its two streams end when nothing of it is left, so that somebody has to read them while
/// [#finish()] waits.
public final class Running {
  private static final int SIGKILL = 9;

  private final long first;
  private final long command;
  private final InputStream output;
  private final InputStream errors;
  private final Optional<Outcome> already;
  private boolean ended;

  private Running(
      long first, long command, InputStream output, InputStream errors, Optional<Outcome> already) {
    this.first = first;
    this.command = command;
    this.output = output;
    this.errors = errors;
    this.already = already;
  }

  static Running of(long first, long command, int output, int errors) {
    return new Running(
        first,
        command,
        new HostInputStream(output, "standard output of the step"),
        new HostInputStream(errors, "standard error of the step"),
        Optional.empty());
  }

  Running instead(Outcome outcome) {
    return new Running(first, command, output, errors, Optional.of(outcome));
  }

  /// What the command writes to its standard output; the caller closes it.
  public InputStream output() {
    return output;
  }

  /// What the command writes to its standard error; the caller closes it.
  public InputStream errors() {
    return errors;
  }

  /// Ends all processes of the command at once; may be called by any thread, and again.
  public synchronized void kill() {
    if (first > 0 && !ended) {
      Kernel.call(SystemCall.KILL, first, SIGKILL);
    }
  }

  /// Waits for the end of the command, ends what it left behind, and says how it ended.
  ///
  /// Afterwards no process of it exists any more.
  ///
  /// @throws SystemCallException when the kernel does not know the command
  public Outcome finish() throws SystemCallException {
    var outcome = already.isPresent() || command <= 0 ? 0 : await(command);
    kill();
    synchronized (this) {
      if (first > 0) {
        await(first);
      }
      ended = true;
    }
    // The low seven bits are the signal, the next eight the exit code.
    int signal = outcome & 0x7f;
    return already.orElseGet(
        () -> signal == 0 ? new Outcome.Exited(outcome >> 8 & 0xff) : new Outcome.Killed(signal));
  }

  private static int await(long process) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(ValueLayout.JAVA_INT);
      long result;
      do {
        result = Kernel.call(SystemCall.WAIT4, process, status.address(), 0, 0, 0);
      } while (result == -Errno.EINTR);
      Kernel.check(SystemCall.WAIT4, result, "for process " + process);
      return status.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
