/// From the syntax tree to what is to be done.
///
/// A [Plan] has variables expanded, bases resolved to digests and stages pruned to the target. It
/// is a pure function of the Dockerfile, the settings and what the base images are, and it can be
/// printed. Instructions that change only the config are done with when the plan is made: what is
/// left of a stage is its [Basis], the [PlannedStep]s that make layers, and the config and history
/// of the result.
@NullMarked
package dev.slipway.builder.plan;

import org.jspecify.annotations.NullMarked;
