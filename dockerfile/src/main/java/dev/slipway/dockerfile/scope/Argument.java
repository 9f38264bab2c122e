package dev.slipway.dockerfile.scope;

import dev.slipway.dockerfile.Span;
import java.util.Optional;
import java.util.Set;

/// A declared build argument: its value, empty when there is none, and where it was declared.
/// `needs` names the arguments that its default used.
public record Argument(
    String name,
    Optional<String> value,
    Optional<String> description,
    Span span,
    Set<String> needs) {
  /// Copies the names.
  public Argument {
    needs = Set.copyOf(needs);
  }
}
