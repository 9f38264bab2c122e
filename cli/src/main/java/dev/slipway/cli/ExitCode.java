package dev.slipway.cli;

/// How a run of the program ended, as the calling script sees it.
///
/// The numbers are a promise: scripts branch on them. 10 to 13 are kept free for what they mean to
/// users of cosign.
public enum ExitCode {
  /// All was done.
  SUCCESS(0, "success"),
  /// Something failed that has no number of its own.
  FAILURE(1, "failure"),
  /// The command line makes no sense.
  USAGE(2, "wrong usage"),
  /// The Dockerfile is wrong, or says what this version does not support.
  DOCKERFILE(3, "an error in the Dockerfile"),
  /// Credentials are missing or refused, or the system denies what the step needs.
  DENIED(4, "authentication or permission"),
  /// A registry or the network failed, or sent something else than was asked for.
  REGISTRY(5, "network or registry"),
  /// A policy or a limit forbids it.
  LIMIT(6, "a policy or a limit"),
  /// A RUN instruction ended with a code other than zero.
  RUN_FAILED(20, "a RUN instruction failed"),
  /// The time allowed is over.
  TIMEOUT(124, "timeout"),
  /// The user, or the system on the user's behalf, asked to stop.
  CANCELLED(130, "cancelled");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /// The number that the process exits with.
  public int number() {
    return number;
  }

  /// What the number means, for the help page.
  String meaning() {
    return meaning;
  }
}
