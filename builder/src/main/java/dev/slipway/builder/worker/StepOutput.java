package dev.slipway.builder.worker;

/// Takes what a command writes, as it comes: bytes that may break anywhere, even within a letter.
public interface StepOutput {
  /// The command wrote `bytes` to its standard output.
  void output(byte[] bytes);

  /// The command wrote `bytes` to its standard error.
  void errors(byte[] bytes);
}
