/// From the syntax tree to what is to be done.
///
/// A [Plan] has variables expanded, bases resolved to digests and stages pruned to the target. It
/// is a pure function of the Dockerfile, the settings and what the base images are, and it can be
/// printed. Instructions that change only the config are done with when the plan is made: what is
/// left of a stage is its [Basis], the [PlannedStep]s that make layers, and its [StageConfig] and
/// history, whose lines are [CreatedBy] something: what they say is put together when an image is.
///
/// The `Planner` asks for stages from the target backwards; a `StageFold` reads one, with a fold
/// for each kind of instruction: `RunFold`, `TransferFold` and `ConfigFold`. What names mean is
/// told by `Stages` within the file and by `OutsideNames` beyond it.
@NullMarked
package dev.slipway.builder.plan;

import org.jspecify.annotations.NullMarked;
