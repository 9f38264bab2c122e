package dev.slipway.builder;

/// A build did not come to its end. One subtype for each thing that a caller can do about it.
///
/// Every message says what was tried, on what, what came, and what to do; no message holds a
/// secret.
public abstract sealed class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private BuildException(String message, Throwable cause) {
    super(message, cause);
  }

  private BuildException(String message) {
    super(message);
  }

  /// The Dockerfile or its context asks for what cannot be: mend them and build again.
  public static final class Definition extends BuildException {
    private static final long serialVersionUID = 1;

    /// Says what is wrong.
    public Definition(String message) {
      super(message);
    }

    /// Says what is wrong, and what showed it.
    public Definition(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The Dockerfile language knows this, and this version of Slipway does not do it.
  public static final class NotSupported extends BuildException {
    private static final long serialVersionUID = 1;

    /// Says what is not supported, and what serves instead.
    public NotSupported(String message) {
      super(message);
    }
  }

  /// A command of the Dockerfile ran and failed.
  public static final class StepFailed extends BuildException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /// Says which command ended, and with which exit code: 1 to 255, 128 and the number when a
    /// signal ended it.
    public StepFailed(String message, int exitCode) {
      super(message);
      this.exitCode = exitCode;
    }

    /// The command's own exit code.
    public int exitCode() {
      return exitCode;
    }
  }

  /// This machine does not let a command run isolated: something is missing or forbidden.
  public static final class SandboxUnavailable extends BuildException {
    private static final long serialVersionUID = 1;

    private final String what;

    /// Says what is missing, and what would help.
    public SandboxUnavailable(String message) {
      super(message);
      what = message;
    }

    /// Says what is missing, what would help, and what showed it.
    public SandboxUnavailable(String what, String remedy, Throwable cause) {
      super("%s; %s".formatted(what, remedy), cause);
      this.what = what;
    }

    /// What is missing, without what would help where that is said apart.
    public String what() {
      return what;
    }
  }

  /// Bytes that came from elsewhere (a layer, an archive) are not what they claim to be.
  public static final class Malformed extends BuildException {
    private static final long serialVersionUID = 1;

    /// Says where the bytes came from, what was expected and what was there.
    public Malformed(String message) {
      super(message);
    }

    /// Says where the bytes came from, what was expected, what was there, and what showed it.
    public Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Something is larger than is allowed: most likely an attack, else raise the limit.
  public static final class OverLimit extends BuildException {
    private static final long serialVersionUID = 1;

    /// Says what is too large, and what the limit is.
    public OverLimit(String message) {
      super(message);
    }

    /// Says what is too large, what the limit is, and what showed it.
    public OverLimit(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// This machine failed: a disk is full, a file cannot be read, a process died.
  public static final class MachineFailed extends BuildException {
    private static final long serialVersionUID = 1;

    /// Says what was tried on what, and what the machine answered.
    public MachineFailed(String message) {
      super(message);
    }

    /// Says what was tried on what, and what the machine answered.
    public MachineFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Somebody cancelled the build.
  public static final class Cancelled extends BuildException {
    private static final long serialVersionUID = 1;

    /// The build ended early because it was told to.
    public Cancelled() {
      super("the build was cancelled");
    }
  }
}
