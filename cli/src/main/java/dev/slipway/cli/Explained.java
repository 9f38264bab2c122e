package dev.slipway.cli;

import dev.slipway.builder.Explanation;
import dev.slipway.builder.Explanation.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/// The words of `build --explain`.
final class Explained {
  private Explained() {}

  /// Each stage with its steps; ends with a newline.
  static String text(Explanation explanation) {
    var text = new StringBuilder();
    for (var stage : explanation.stages()) {
      text.append(stage.name()).append(": ").append(stage.basis()).append('\n');
      for (var explained : stage.steps()) {
        var step = explained.step();
        text.append("  ").append(step.index()).append('/').append(step.of());
        text.append(' ').append(step.text()).append('\n');
        text.append("      ").append(words(explained.verdict())).append('\n');
      }
    }
    if (!explanation.left().isEmpty()) {
      text.append("not needed: ").append(String.join(", ", explanation.left())).append('\n');
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

  /// The same for programs; ends with a newline.
  static String json(Explanation explanation) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("stages", explanation.stages().stream().map(Explained::fields).toList());
    fields.put("left", explanation.left());
    return Json.text(fields) + "\n";
  }

  private static Map<String, Object> fields(Explanation.Stage stage) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", stage.name());
    fields.put("basis", stage.basis());
    fields.put("steps", stage.steps().stream().map(Explained::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(Explanation.Step step) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("step", step.step().number());
    fields.put("text", step.step().text());
    switch (step.verdict()) {
      case Verdict.Known() -> fields.put("verdict", "cached");
      case Verdict.NotNeeded() -> fields.put("verdict", "notNeeded");
      case Verdict.Changed(var what) -> {
        fields.put("verdict", "changed");
        fields.put("changed", what);
      }
      case Verdict.New() -> fields.put("verdict", "new");
    }
    return fields;
  }
}
