package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Comment;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import java.util.ArrayList;
import java.util.List;

/// The warnings so far, without those that the file or an instruction does not want.
final class Findings {
  private final CheckOptions options;
  private final OwnRules ownRules;
  private final List<Warning> warnings = new ArrayList<>();

  Findings(CheckOptions options, OwnRules ownRules) {
    this.options = options;
    this.ownRules = ownRules;
  }

  /// Reports on the whole file's behalf.
  void add(Rule rule, Span span, Object... details) {
    add(options, rule, span, details);
  }

  /// Reports where `comments`, those above the instruction, may forbid it.
  void add(List<Comment> comments, Rule rule, Span span, Object... details) {
    add(options.merged(comments), rule, span, details);
  }

  List<Warning> byLine() {
    return warnings.stream()
        .sorted((one, other) -> Integer.compare(one.span().firstLine(), other.span().firstLine()))
        .toList();
  }

  private void add(CheckOptions wanted, Rule rule, Span span, Object... details) {
    boolean on =
        switch (rule.origin()) {
          case BUILDKIT -> true;
          case SLIPWAY -> ownRules == OwnRules.ON;
        };
    if (on && wanted.holds(rule)) {
      warnings.add(new Warning(rule, rule.message(details), span));
    }
  }
}
