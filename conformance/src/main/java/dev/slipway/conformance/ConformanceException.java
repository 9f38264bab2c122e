package dev.slipway.conformance;

/// What was to be judged could not be judged.
public sealed class ConformanceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConformanceException(String message) {
    super(message);
  }

  ConformanceException(String message, Throwable cause) {
    super(message, cause);
  }

  /// An image, or an archive in it, is not what its format demands, or cannot be read.
  public static final class Unreadable extends ConformanceException {

    private static final long serialVersionUID = 1L;

    /// `message` says what was read, and what came.
    public Unreadable(String message) {
      super(message);
    }

    /// The same, with the failure of the file system or decompressor below it.
    public Unreadable(String message, Throwable cause) {
      super(message + ": " + cause.getMessage(), cause);
    }
  }
}
