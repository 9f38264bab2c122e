package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Instruction;
import java.util.function.Supplier;

/// A step that an instruction asks for, and what the history says of it.
///
/// @param instruction the instruction
/// @param action what is to be done; asked when the stage is at its end, so that all that lies
///     elsewhere is on its way before the first of it is waited for
/// @param createdBy the line of the history, in the words of BuildKit
record MadeStep(Instruction instruction, Supplier<Action> action, String createdBy) {
  MadeStep(Instruction instruction, Action action, String createdBy) {
    this(instruction, () -> action, createdBy);
  }
}
