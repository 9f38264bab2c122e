package dev.slipway.cli;

import dev.slipway.builder.Explanation;
import dev.slipway.builder.Explanation.Verdict;

/// The words of `build --explain`.
final class Explained {
  private Explained() {}

  /// Each stage with its steps; ends with a newline.
  static String text(Explanation explanation) {
    var text = new StringBuilder();
    for (var stage : explanation.stages()) {
      text.append("%s: %s%n".formatted(stage.name(), stage.basis()));
      for (var step : stage.steps()) {
        text.append(
            "  %d/%d %s%n".formatted(step.step().index(), step.step().of(), step.step().text()));
        text.append("      %s%n".formatted(words(step.verdict())));
      }
    }
    if (!explanation.left().isEmpty()) {
      text.append("not needed: %s%n".formatted(String.join(", ", explanation.left())));
    }
    return text.toString();
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Known() -> "CACHED";
      case Verdict.NotNeeded() -> "not needed: what needs it is cached";
      case Verdict.Changed(var what) -> "to do: " + what;
      case Verdict.New() -> "to do: no earlier result";
    };
  }
}
