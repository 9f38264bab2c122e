package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Our own rules about stages.
final class OwnStageChecks {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\w+|\\{[^}]*\\})");

  private final Dockerfile file;
  private final LintContext context;
  private final GlobalScope globals;
  private final Findings findings;
  private final StageLookup lookup;

  OwnStageChecks(
      Dockerfile file,
      LintContext context,
      GlobalScope globals,
      Findings findings,
      StageLookup lookup) {
    this.file = file;
    this.context = context;
    this.globals = globals;
    this.findings = findings;
    this.lookup = lookup;
  }

  void run(StageUses uses) {
    var target = context.target().map(lookup::target);
    for (var stage : file.stages()) {
      boolean wanted = stage.equals(file.lastStage()) || target.equals(Optional.of(stage));
      if (!wanted && !uses.isUsed(stage) && !isOneOfSeveral(stage)) {
        findings.add(
            stage.from().origin().comments(),
            Rule.UNUSED_STAGE,
            stage.from().span(),
            stage.label());
      }
      checkPinned(stage);
    }
  }

  // `FROM system-${TARGETARCH}` takes one of several stages; the others wait for their value.
  private boolean isOneOfSeveral(Stage stage) {
    return stage.name().isPresent()
        && file.stages().stream()
            .filter(later -> later.index() > stage.index())
            .anyMatch(later -> canMean(later.from().image().text(), stage.name().get()));
  }

  private static boolean canMean(String image, String name) {
    if (image.indexOf('$') < 0) {
      return false;
    }
    var literals = VARIABLE.split(image, -1);
    // A variable alone can mean every stage.
    if (literals.length == 1 || String.join("", literals).isEmpty()) {
      return false;
    }
    var pattern = Arrays.stream(literals).map(Pattern::quote).collect(Collectors.joining(".*"));
    return name.matches(pattern);
  }

  private void checkPinned(Stage stage) {
    try {
      var image = file.expander().text(stage.from().image().text(), globals);
      if (!image.equals("scratch")
          && lookup.base(stage, image).isEmpty()
          && ImageName.isValid(image)
          && !ImageName.isPinned(image)
          && !context.bases().isReplaced(stage, image)) {
        findings.add(
            stage.from().origin().comments(), Rule.UNPINNED_BASE_IMAGE, stage.from().span(), image);
      }
    } catch (DockerfileException.Unexpandable e) {
      // Told by the checks of FROM.
    }
  }
}
