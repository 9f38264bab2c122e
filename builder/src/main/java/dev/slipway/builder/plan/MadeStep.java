package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Instruction;

/// A step that an instruction asks for, and what the history says of it.
///
/// @param instruction the instruction
/// @param action what is to be done
/// @param createdBy the line of the history, in the words of BuildKit
record MadeStep(Instruction instruction, Action action, String createdBy) {}
