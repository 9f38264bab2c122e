package dev.slipway.cli;

import java.util.List;

/// One command: what it takes, and what it does with it.
///
/// The arguments are declared as values of picocli's model instead of by annotations, whose
/// reflection would cost every start of the program 30 ms.
interface Command {
  /// What the command is for: a first sentence, then what else a user must know.
  List<String> description();

  /// The flags and the arguments, in the order of the help page; those that every command has are
  /// added to them.
  List<Parameter> parameters();

  /// Begins in the background what the command needs whatever its arguments say; called before they
  /// are read.
  default void prepare() {}

  /// Does what the arguments say.
  ///
  /// @throws CommandException when they make no sense together, or what they name cannot be used
  ExitCode run(Arguments arguments, Surroundings surroundings);
}
