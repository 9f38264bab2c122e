package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.Optional;

/// Our own rules about stages.
final class OwnStageChecks {
  private final Dockerfile file;
  private final LintContext context;
  private final Findings findings;

  OwnStageChecks(Dockerfile file, LintContext context, Findings findings) {
    this.file = file;
    this.context = context;
    this.findings = findings;
  }

  void run(StageUses uses) {
    var target = context.target().map(name -> new StageLookup(file).target(name));
    for (var stage : file.stages()) {
      boolean wanted = stage.equals(file.lastStage()) || target.equals(Optional.of(stage));
      if (!wanted && !uses.isUsed(stage)) {
        findings.add(
            stage.from().origin().comments(),
            Rule.UNUSED_STAGE,
            stage.from().span(),
            stage.label());
      }
      checkPinned(stage);
    }
  }

  private void checkPinned(Stage stage) {
    var globals = GlobalScope.of(file, context.predefined(), context.buildArguments());
    var lookup = new StageLookup(file);
    try {
      var image = file.expander().expand(stage.from().image().text(), globals).text();
      if (!image.equals("scratch")
          && lookup.base(stage, image).isEmpty()
          && ImageName.isValid(image)
          && !ImageName.isPinned(image)) {
        findings.add(
            stage.from().origin().comments(), Rule.UNPINNED_BASE_IMAGE, stage.from().span(), image);
      }
    } catch (DockerfileException.Unexpandable e) {
      // Told by the checks of FROM.
    }
  }
}
