package dev.slipway.builder.worker;

import dev.slipway.builder.tree.Bytes;

/// What a worker says to a request.
sealed interface Answer {
  /// The command wrote to its standard output.
  record Output(Bytes bytes) implements Answer {}

  /// The command wrote to its standard error.
  record Errors(Bytes bytes) implements Answer {}

  /// The command has run; the last answer to a [RunRequest].
  record Ran(RunResult result) implements Answer {}

  /// It is done; the last answer to other requests.
  record Done() implements Answer {}

  /// It could not be done; a last answer.
  ///
  /// @param cause what kind of failure it is
  /// @param message what was tried, on what, and what came
  record Failed(Cause cause, String message) implements Answer {}

  /// Whose failure it is.
  enum Cause {
    /// The bytes of a layer are not what they should be.
    LAYER,
    /// The machine's.
    MACHINE,
    /// The request was cancelled.
    CANCELLED
  }
}
