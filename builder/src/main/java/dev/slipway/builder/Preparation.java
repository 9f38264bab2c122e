package dev.slipway.builder;

import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.check.BackgroundCheck;
import dev.slipway.builder.check.BackgroundCheck.Demand;
import dev.slipway.builder.context.HashedContents;
import dev.slipway.builder.context.StatCache;
import dev.slipway.builder.plan.BaseImages;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.Planner;
import dev.slipway.builder.remote.Remotes;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.run.Execution;
import dev.slipway.builder.run.Lookahead;
import dev.slipway.builder.run.Surroundings;
import dev.slipway.builder.run.WorkerCommands;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;

/// The first half of a build: from what is wanted to an execution that has not begun.
///
/// The Dockerfile is read and parsed, the contexts are at hand, the base images are known by their
/// digests, the plan is made. All that is opened for that is closed when the work is done.
///
/// @param equipment what the builder has
/// @param request what is wanted
/// @param listener hears what happens
record Preparation(Equipment equipment, BuildRequest request, BuildListener listener) {
  private static final String HOSTNAME = "BUILDKIT_SANDBOX_HOSTNAME";
  private static final String CACHE_SPACE = "BUILDKIT_CACHE_MOUNT_NS";

  // The kernel's times of files are those of this clock, whatever layers are to say.
  private static final Clock FILES_CLOCK = Clock.systemUTC();

  /// Prepares the build and gives it to `work`, for as long as that takes.
  <T> T prepared(Function<PreparedBuild, T> work) {
    // What cannot be used is said before anything is done, as far as that is known.
    Agent.check(request.runs().agents().values());
    var known = StatCache.in(equipment.store().contextDigests(), FILES_CLOCK);
    try (var commands = commands();
        var remotes = equipment.remotes(request, listener)) {
      var files = new RequestFiles(request, remotes);
      var source = files.dockerfile();
      var ignored = files.ignored();
      var contexts = files.contexts(ignored);
      var images = equipment.baseImages(request, listener);
      Dockerfile dockerfile;
      Plan plan;
      try {
        dockerfile = Dockerfile.parse(source);
        plan = plan(dockerfile, images, remotes, contexts);
      } catch (BuildException.Cancelled | RegistryException.Cancelled e) {
        throw e;
      } catch (DockerfileException | BuildException | RegistryException e) {
        // The check that goes on beside a build has not begun.
        tell(equipment.evaluation(request, source, ignored, contexts));
        throw e;
      }
      listener.heard(planned(plan));
      var surroundings = surroundings(source, contexts, remotes, known, commands);
      try (var execution = new Execution(plan, surroundings)) {
        return work.apply(
            new PreparedBuild(
                equipment,
                request,
                dockerfile,
                ignored,
                contexts,
                images,
                plan,
                execution,
                listener));
      }
    } finally {
      save(known);
    }
  }

  private WorkerCommands commands() {
    return new WorkerCommands(
        equipment.settings().workerProgram(),
        equipment.store(),
        message -> listener.heard(new BuildEvent.Warned(message)));
  }

  private Plan plan(Dockerfile dockerfile, BaseImages images, Remotes remotes, Contexts contexts) {
    try (var lookahead = new Lookahead(contexts::main)) {
      return Planner.plan(
          dockerfile,
          equipment.planSettings(request),
          images,
          remotes,
          // What is fetched is not fetched in advance: it may fail, and that has to be told.
          request.context() instanceof BuildContext.Folder ? lookahead : _ -> {});
    }
  }

  // What can be found without base images, which may be what is missing.
  private void tell(Evaluation evaluation) {
    var demand = listener.isDeaf() ? Demand.NOTHING : Demand.ADVICE;
    BackgroundCheck.begin(demand, evaluation::check, listener).close();
  }

  private static BuildEvent.Planned planned(Plan plan) {
    return new BuildEvent.Planned(
        plan.stages().stream().map(stage -> stage.name()).toList(), plan.left());
  }

  private Surroundings surroundings(
      Source source, Contexts contexts, Remotes remotes, StatCache known, WorkerCommands commands) {
    return new Surroundings(
        source,
        equipment.store(),
        equipment.layers(listener),
        contexts,
        remotes,
        new HashedContents(known, FILES_CLOCK, Runtime.getRuntime().availableProcessors()),
        commands,
        runs(),
        request.arguments().getOrDefault(CACHE_SPACE, ""),
        equipment.machine(),
        switch (request.cache()) {
          case USED -> Surroundings.Reuse.CACHE;
          case IGNORED -> Surroundings.Reuse.NOTHING;
        },
        equipment.clock(),
        listener);
  }

  private RunSettings runs() {
    var hostname = request.arguments().get(HOSTNAME);
    return hostname == null || request.runs().hostname().isPresent()
        ? request.runs()
        : request.runs().withHostname(hostname);
  }

  // Only spares reading: a build does not fail because of it.
  private void save(StatCache known) {
    try {
      known.save(equipment.store().scratch().next("context-digests"));
    } catch (IOException e) {
      return;
    }
  }
}
