package dev.slipway.builder.plan;

import dev.slipway.builder.BuildEvent;
import dev.slipway.dockerfile.Span;

/// A step that makes a layer.
///
/// @param step its number, place and text, as messages name it
/// @param span where it stands in the Dockerfile
/// @param action what it does
public record PlannedStep(BuildEvent.Step step, Span span, Action action) {}
