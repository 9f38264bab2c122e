package dev.slipway.builder.plan;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;

/// A step that makes a layer.
///
/// @param number its number in the whole build, from 1, in the order of the plan
/// @param stage the stage's name, or `stage-N`
/// @param index its place in its stage, from 1
/// @param of how many steps the stage has
/// @param instruction what asks for it
/// @param action what it does
public record PlannedStep(
    int number, String stage, int index, int of, Instruction instruction, Action action) {

  /// Its number, place and text, as messages name it; without what logs in to a web server.
  public BuildEvent.Step step() {
    var text = WebAddress.withoutLogin(instruction.origin().text().strip());
    return new BuildEvent.Step(number, stage, index, of, text);
  }

  /// Where it stands in the Dockerfile.
  public Span span() {
    return instruction.span();
  }

  @Override
  public String toString() {
    return step().toString();
  }
}
