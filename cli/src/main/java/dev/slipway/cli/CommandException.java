package dev.slipway.cli;

import dev.slipway.builder.BuildException;

/// A command cannot go on, for a reason that lies in the command line or in what it names.
public abstract sealed class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private CommandException(String message) {
    super(message);
  }

  private CommandException(String message, Throwable cause) {
    super(message, cause);
  }

  /// How the program exits for this reason.
  abstract ExitCode exitCode();

  /// The arguments make no sense together.
  public static final class Usage extends CommandException {
    private static final long serialVersionUID = 1;

    /// Says which argument, and what it should be.
    public Usage(String message) {
      super(message);
    }

    @Override
    ExitCode exitCode() {
      return ExitCode.USAGE;
    }
  }

  /// What the arguments name cannot be used.
  public static final class Failed extends CommandException {
    private static final long serialVersionUID = 1;

    /// Says what was tried, on what, what came, and what to do.
    public Failed(String message) {
      super(message);
    }

    @Override
    ExitCode exitCode() {
      return ExitCode.FAILURE;
    }
  }

  /// A command of a RUN failed, and the program is to exit with its code.
  public static final class RunFailed extends CommandException {
    private static final long serialVersionUID = 1;

    private final int number;

    /// Says what `failure` says.
    public RunFailed(BuildException.StepFailed failure) {
      super(String.valueOf(failure.getMessage()), failure);
      number = failure.exitCode();
    }

    @Override
    ExitCode exitCode() {
      return ExitCode.ofRun(number);
    }
  }
}
