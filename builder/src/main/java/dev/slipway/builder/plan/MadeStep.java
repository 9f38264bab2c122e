package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Instruction;
import java.util.List;
import java.util.function.Supplier;

/// A step that an instruction asks for, and what the history says of it.
sealed interface MadeStep {
  /// The instruction.
  Instruction instruction();

  /// What is to be done; asked when the stage is at its end.
  Action action();

  /// What the history says of it.
  CreatedBy createdBy();

  /// A step of which all is known.
  record Known(Instruction instruction, Action action, CreatedBy createdBy) implements MadeStep {}

  /// An ADD, of what may lie elsewhere.
  ///
  /// @param transfer the step without its sources
  /// @param sources waits for them, when all that lies elsewhere is on its way
  record Awaited(
      Instruction instruction,
      Action.Transfer transfer,
      Supplier<List<Action.Source>> sources,
      CreatedBy createdBy)
      implements MadeStep {
    @Override
    public Action action() {
      return transfer.withSources(sources.get());
    }
  }
}
