package dev.slipway.builder.sandbox;

/// How a command ended.
public sealed interface Outcome {
  /// It ended by itself.
  ///
  /// @param code what it said, 0 to 255
  record Exited(int code) implements Outcome {}

  /// A signal ended it.
  ///
  /// @param signal the signal's number
  record Killed(int signal) implements Outcome {}

  /// It never began, because of what it is: there is no such program, or it cannot be executed.
  ///
  /// @param reason what the kernel said
  /// @param errno the kernel's number for that
  record NotStarted(String reason, int errno) implements Outcome {}
}
