package dev.slipway.builder;

import dev.slipway.builder.base.BaseResolver;
import dev.slipway.builder.base.LayerFetch;
import dev.slipway.builder.base.Sources;
import dev.slipway.builder.plan.PlanSettings;
import dev.slipway.builder.remote.Remotes;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.store.Store;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.image.Platform;
import java.time.Clock;

/// What a builder has at hand whatever it builds, and what is made of that for one build.
///
/// @param settings what the builder works with
/// @param store the local store, open
record Equipment(BuilderSettings settings, Store store) {

  /// The platform whose programs run here.
  Platform machine() {
    return settings.machine();
  }

  /// Tells when layers are made.
  Clock clock() {
    return settings.clock();
  }

  /// Finds the base images of `request`.
  BaseResolver baseImages(BuildRequest request, BuildListener listener) {
    return new BaseResolver(store, sources(), request.pull(), listener);
  }

  /// Brings the layers of base images here.
  LayerFetch layers(BuildListener listener) {
    return new LayerFetch(store, sources(), listener, settings.largestLayer());
  }

  /// Brings here what `request` takes from other machines; the caller closes it.
  Remotes remotes(BuildRequest request, BuildListener listener) {
    return new Remotes(store, settings.registries(), request.runs(), clock(), listener);
  }

  /// What can be said of a Dockerfile as far as a build of `request` looks.
  Evaluation evaluation(
      BuildRequest request, Source dockerfile, PathPatterns ignored, Contexts contexts) {
    return Evaluation.of(request, machine(), dockerfile, ignored, contexts)
        .withOwnRules(settings.ownRules())
        .ofBuild();
  }

  private Sources sources() {
    return new Sources(settings.registries());
  }

  /// What `request` says to the plan of a Dockerfile.
  PlanSettings planSettings(BuildRequest request) {
    return planSettings(request, machine());
  }

  /// What `request` says to the plan of a Dockerfile on a machine of the platform `machine`.
  static PlanSettings planSettings(BuildRequest request, Platform machine) {
    return new PlanSettings(
        request.target(),
        request.arguments(),
        request.labels(),
        request.platform().orElse(machine),
        request.platform().isPresent() ? PlanSettings.Choice.CALLER : PlanSettings.Choice.DEFAULT,
        machine,
        request.contexts(),
        RequestFiles.source(request));
  }
}
