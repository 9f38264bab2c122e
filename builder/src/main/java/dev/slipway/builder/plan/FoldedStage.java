package dev.slipway.builder.plan;

import dev.slipway.dockerfile.scope.StageScope;

/// A planned stage with the variables at its end, which the stages that stand on it begin with.
///
/// @param stage the stage
/// @param scope its variables
record FoldedStage(PlannedStage stage, StageScope scope) {}
