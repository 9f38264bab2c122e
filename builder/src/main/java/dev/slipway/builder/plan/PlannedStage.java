package dev.slipway.builder.plan;

import dev.slipway.image.Platform;
import java.util.List;
import java.util.Optional;

/// One stage: what it stands on, the steps that make layers, and what its image will say of itself.
///
/// @param index its place in the Dockerfile, from 0
/// @param name its name, or `stage-N`
/// @param basis what it stands on
/// @param steps the steps that make a layer each, in order
/// @param history what the stage adds to the history, layer or not, in order; as many entries make
///     a layer as there are steps
/// @param config how the result runs
/// @param platform the platform that the result names
/// @param author who MAINTAINER named
public record PlannedStage(
    int index,
    String name,
    Basis basis,
    List<PlannedStep> steps,
    List<HistoryLine> history,
    StageConfig config,
    Platform platform,
    Optional<String> author) {

  /// Copies the lists.
  public PlannedStage {
    steps = List.copyOf(steps);
    history = List.copyOf(history);
  }

  /// An entry of the history.
  ///
  /// @param createdBy the instruction, in the words of BuildKit
  /// @param effect whether it made a layer
  public record HistoryLine(CreatedBy createdBy, Effect effect) {}

  /// What an instruction does to the stack of layers.
  public enum Effect {
    /// It adds one, which may be empty.
    LAYER,
    /// It changes the config alone.
    CONFIG
  }
}
