package dev.slipway.cli;

import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Evaluation;
import dev.slipway.cli.check.Checked;
import dev.slipway.cli.check.OutlineReport;
import dev.slipway.cli.check.TargetsReport;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.dockerfile.lint.LintReport;
import java.util.Map;

/// Answers a [Call]: what `build` does instead of building.
///
/// @param call what is asked for
/// @param evaluation the Dockerfile
/// @param surroundings where to print
record Calling(Call call, Evaluation evaluation, Surroundings surroundings) {
  static Calling of(Call call, BuildRequest request, OwnRules rules, Surroundings surroundings) {
    var evaluation = Evaluation.of(request, Version.current().machine()).withOwnRules(rules);
    return new Calling(
        call, evaluation.called(surroundings.shown(evaluation.source().name())), surroundings);
  }

  /// Only checks need a builder, which knows base images.
  ExitCode answer(Arguments arguments) {
    return switch (call.method()) {
      case CHECK -> {
        var checked = new Checked(evaluation.source(), report(arguments));
        yield new CheckOutput(surroundings, call.format(), call.status()).printCheck(checked);
      }
      case OUTLINE -> {
        var report = new OutlineReport(evaluation.source(), evaluation.outline());
        yield print(report.text(), report.json());
      }
      case TARGETS -> {
        var report = new TargetsReport(evaluation.source(), evaluation.targets());
        yield print(report.text(), report.json());
      }
    };
  }

  private LintReport report(Arguments arguments) {
    try (var places = new Places(surroundings);
        var progress = Progress.of("build", "Checking", arguments, surroundings)) {
      return places.builder().check(evaluation, progress);
    }
  }

  private ExitCode print(String text, Map<String, Object> json) {
    switch (call.format()) {
      case TEXT -> surroundings.out().print(text);
      case JSON, SARIF -> surroundings.out().println(Json.text(json));
    }
    return ExitCode.SUCCESS;
  }
}
