package dev.slipway.cli;

import dev.slipway.builder.BuildContext;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.DockerfileLocation;
import dev.slipway.builder.Evaluation;
import dev.slipway.cli.check.Checked;
import dev.slipway.cli.check.OutlineReport;
import dev.slipway.cli.check.TargetsReport;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import java.util.Map;
import java.util.function.Supplier;

/// Answers a [Call]: what `build` does instead of building.
///
/// @param call what is asked for
/// @param request the build that is not made
/// @param rules whether Slipway's own checks are made
/// @param surroundings where to print
record Calling(Call call, BuildRequest request, OwnRules rules, Surroundings surroundings) {

  /// A builder is needed by checks, for what it knows of base images, and where the Dockerfile
  /// lies elsewhere.
  ExitCode answer(Arguments arguments) {
    if (call.method() != Call.Method.CHECK && isHere()) {
      return answer(Evaluation.of(request, Version.current().machine())).get();
    }
    return answerOf(arguments).get();
  }

  private boolean isHere() {
    return request.context() instanceof BuildContext.Folder
        && !(request.dockerfile() instanceof DockerfileLocation.Remote);
  }

  // Told when the progress is over, which would write between the lines.
  private Supplier<ExitCode> answerOf(Arguments arguments) {
    try (var progress = Progress.of("build", "Checking", arguments, surroundings);
        var places = new Places(arguments, surroundings, progress)) {
      return places.builder().evaluated(request, progress, this::answer);
    }
  }

  private Supplier<ExitCode> answer(Evaluation read) {
    var evaluation = read.withOwnRules(rules).called(surroundings.shown(name(read)));
    return switch (call.method()) {
      case CHECK -> {
        var checked = new Checked(evaluation.source(), evaluation.check());
        yield () -> new CheckOutput(surroundings, call.format(), call.status()).printCheck(checked);
      }
      case OUTLINE -> {
        var report = new OutlineReport(evaluation.source(), evaluation.outline());
        yield () -> print(report.text(), report.json());
      }
      case TARGETS -> {
        var report = new TargetsReport(evaluation.source(), evaluation.targets());
        yield () -> print(report.text(), report.json());
      }
    };
  }

  // BuildKit's word for the only file of a context that is no archive.
  private String name(Evaluation evaluation) {
    var name = evaluation.source().name();
    return request.context() instanceof BuildContext.Remote(var source)
            && name.equals(source.toString())
        ? "context"
        : name;
  }

  private ExitCode print(String text, Map<String, Object> json) {
    switch (call.format()) {
      case TEXT -> surroundings.out().print(HarmlessText.lines(text));
      case JSON, SARIF -> surroundings.out().println(Json.text(json));
    }
    return ExitCode.SUCCESS;
  }
}
