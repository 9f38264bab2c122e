package dev.slipway.cli;

import dev.slipway.dockerfile.lint.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a build says of its Dockerfile's checks at its end: a line each, as in buildx.
final class CheckSummary {
  private CheckSummary() {}

  /// For people; ends with a newline.
  static String of(List<Warning> warnings) {
    return warnings.stream()
        .map(warning -> " - " + warning + "\n")
        .collect(Collectors.joining("", head(warnings.size()), ""));
  }

  private static String head(int warnings) {
    return "\n %s found (use --check to expand):\n"
        .formatted(warnings == 1 ? "1 warning" : warnings + " warnings");
  }

  /// For programs.
  static List<Map<String, Object>> fields(List<Warning> warnings) {
    return warnings.stream().map(CheckSummary::fields).toList();
  }

  private static Map<String, Object> fields(Warning warning) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("rule", warning.rule().id());
    fields.put("message", warning.message());
    fields.put("line", warning.span().firstLine());
    return fields;
  }
}
