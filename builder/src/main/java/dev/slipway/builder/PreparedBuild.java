package dev.slipway.builder;

import dev.slipway.builder.check.BackgroundCheck;
import dev.slipway.builder.check.BackgroundCheck.Demand;
import dev.slipway.builder.check.ImageFacts;
import dev.slipway.builder.plan.BaseImages;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.StageImages;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.run.Execution;
import dev.slipway.builder.run.Explanations;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.pattern.PathPatterns;

/// A build as far as it is known before anything is executed: what would be done can be explained
/// now, or done.
///
/// @param equipment what the builder has
/// @param request what is wanted
/// @param dockerfile what the author wrote
/// @param ignored what the main context leaves out
/// @param contexts the files that COPY may take
/// @param images the base images
/// @param plan what there is to do
/// @param execution does it
/// @param listener hears what happens
record PreparedBuild(
    Equipment equipment,
    BuildRequest request,
    Dockerfile dockerfile,
    PathPatterns ignored,
    Contexts contexts,
    BaseImages images,
    Plan plan,
    Execution execution,
    BuildListener listener) {

  /// Does what the cache does not know, while the Dockerfile is checked.
  BuiltImage image() {
    var store = equipment.store();
    try (var _ = check()) {
      var chain = execution.execute(plan.target().index());
      var image = BuiltImage.of(plan, chain, equipment.clock().instant());
      store.blobs().put(image.config().bytes());
      store.lastInputs().remember(BuildName.of(request), Explanations.inputs(plan, execution));
      return image;
    }
  }

  /// Says what [#image] would do, and why.
  Explanation explanation() {
    return Explanations.of(
        plan, execution, equipment.store().lastInputs().find(BuildName.of(request)));
  }

  private BackgroundCheck check() {
    return BackgroundCheck.begin(
        demand(),
        () -> {
          var settings = equipment.planSettings(request);
          return evaluation()
              .check(dockerfile, new ImageFacts(new StageImages(dockerfile, settings, images)));
        },
        listener);
  }

  private Demand demand() {
    if (Evaluation.isTold(dockerfile, request) && evaluation().demanding(dockerfile)) {
      return Demand.NO_VIOLATION;
    }
    return listener.isDeaf() ? Demand.NOTHING : Demand.ADVICE;
  }

  private Evaluation evaluation() {
    return equipment.evaluation(request, dockerfile.source(), ignored, contexts);
  }
}
