package dev.slipway.cli;

import picocli.CommandLine.Model.ArgSpec;

/// What a command takes: a flag or an operand.
///
/// These are values of our own, from which picocli's are made for those that a run needs: picocli
/// prepares each with much care, and `build` has sixty.
sealed interface Parameter permits Flag, Operand {
  /// The same as picocli wants it.
  ArgSpec model();
}
