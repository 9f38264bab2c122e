package dev.slipway.cli;

/// A command cannot go on, for a reason that lies in the command line or in what it names.
public abstract sealed class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private CommandException(String message) {
    super(message);
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
}
