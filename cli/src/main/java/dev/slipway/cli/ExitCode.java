package dev.slipway.cli;

import java.util.List;

/// How a run of the program ended, as the calling script sees it.
///
/// The numbers are a promise: scripts branch on them. 10 to 13 are kept free for what they mean to
/// users of cosign.
///
/// @param number the number that the process exits with
/// @param meaning what it means, in a few words
public record ExitCode(int number, String meaning) {
  /// All was done.
  public static final ExitCode SUCCESS = new ExitCode(0, "success");

  /// Something failed that has no number of its own.
  public static final ExitCode FAILURE = new ExitCode(1, "failure");

  /// The command line makes no sense.
  public static final ExitCode USAGE = new ExitCode(2, "wrong usage");

  /// The Dockerfile is wrong, or says what this version does not support.
  public static final ExitCode DOCKERFILE = new ExitCode(3, "an error in the Dockerfile");

  /// Credentials are missing or refused, or the system denies what the step needs.
  public static final ExitCode DENIED = new ExitCode(4, "authentication or permission");

  /// A registry or the network failed, or sent something else than was asked for.
  public static final ExitCode REGISTRY = new ExitCode(5, "network or registry");

  /// A policy or a limit forbids it.
  public static final ExitCode LIMIT = new ExitCode(6, "a policy or a limit");

  /// A RUN instruction ended with a code other than zero.
  public static final ExitCode RUN_FAILED =
      new ExitCode(20, "a RUN instruction failed (or its own code: --exit-code-from-run)");

  /// The time allowed is over.
  public static final ExitCode TIMEOUT = new ExitCode(124, "the time of --timeout was over");

  /// The user, or the system on the user's behalf, asked to stop.
  public static final ExitCode CANCELLED = new ExitCode(130, "cancelled");

  /// Those that always mean the same, by number.
  static List<ExitCode> all() {
    return List.of(
        SUCCESS,
        FAILURE,
        USAGE,
        DOCKERFILE,
        DENIED,
        REGISTRY,
        LIMIT,
        RUN_FAILED,
        TIMEOUT,
        CANCELLED);
  }

  /// That of a command in a RUN, which `--exit-code-from-run` hands on.
  static ExitCode ofRun(int number) {
    return new ExitCode(number, "the code of a RUN instruction");
  }
}
