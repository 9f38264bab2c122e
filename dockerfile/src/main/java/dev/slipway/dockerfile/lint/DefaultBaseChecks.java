package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.Map;

/// Whether every base is an image's name when no build argument is given.
final class DefaultBaseChecks {
  private final Dockerfile file;
  private final LintContext context;
  private final Findings findings;

  DefaultBaseChecks(Dockerfile file, LintContext context, Findings findings) {
    this.file = file;
    this.context = context;
    this.findings = findings;
  }

  /// What cannot be expanded is told by the checks that use the real arguments.
  void run() {
    try {
      var globals = GlobalScope.of(file, context.predefined(), Map.of());
      for (var stage : file.stages()) {
        var image = stage.from().image().text();
        var expanded = file.expander().expand(image, globals);
        if (!ImageName.isValid(expanded.text())) {
          findings.add(Rule.INVALID_DEFAULT_ARG_IN_FROM, stage.from().span(), image);
        }
      }
    } catch (DockerfileException e) {
      return;
    }
  }
}
