package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Span;

/// One thing that a rule found: what to say, and where.
///
/// `span` covers the whole instruction, from its first line to its last, heredocs included.
public record Warning(Rule rule, String message, Span span) {
  @Override
  public String toString() {
    return "%s: %s (line %d)".formatted(rule.id(), message, span.firstLine());
  }
}
