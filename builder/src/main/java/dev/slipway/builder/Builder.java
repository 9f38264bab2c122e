package dev.slipway.builder;

import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.base.BaseResolver;
import dev.slipway.builder.base.LayerFetch;
import dev.slipway.builder.base.Sources;
import dev.slipway.builder.check.BackgroundCheck;
import dev.slipway.builder.check.BackgroundCheck.Demand;
import dev.slipway.builder.check.ImageFacts;
import dev.slipway.builder.context.HashedContents;
import dev.slipway.builder.context.StatCache;
import dev.slipway.builder.export.Assembly;
import dev.slipway.builder.export.ClampedTimes;
import dev.slipway.builder.export.Export;
import dev.slipway.builder.export.StorePlace;
import dev.slipway.builder.plan.BaseImages;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.Planner;
import dev.slipway.builder.plan.StageImages;
import dev.slipway.builder.remote.Remotes;
import dev.slipway.builder.run.Chain;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.run.Execution;
import dev.slipway.builder.run.Explanations;
import dev.slipway.builder.run.Lookahead;
import dev.slipway.builder.run.Surroundings;
import dev.slipway.builder.run.WorkerCommands;
import dev.slipway.builder.store.Bases;
import dev.slipway.builder.store.ImageRecord;
import dev.slipway.builder.store.Store;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.CopyEvent;
import dev.slipway.registry.Place;
import dev.slipway.registry.remote.Access;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Builds images and keeps them in the local store.
///
/// One builder may build several images, also at once. It holds the store open until it is closed.
public final class Builder implements AutoCloseable {
  private static final String HOSTNAME = "BUILDKIT_SANDBOX_HOSTNAME";
  private static final String CACHE_SPACE = "BUILDKIT_CACHE_MOUNT_NS";

  // The kernel's times of files are those of this clock, whatever layers are to say.
  private static final Clock FILES_CLOCK = Clock.systemUTC();

  private final BuilderSettings settings;
  private final Store store;

  private Builder(BuilderSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
  }

  /// Opens the store that `settings` name.
  ///
  /// @throws BuildException.MachineFailed when it cannot be opened
  public static Builder open(BuilderSettings settings) {
    return new Builder(settings, Store.open(settings.store()));
  }

  /// The local store.
  public Store store() {
    return store;
  }

  /// Builds what `request` says, as far as earlier builds have not.
  ///
  /// The result is in the local store and has no name; nothing outside of the store has changed.
  ///
  /// @throws dev.slipway.dockerfile.DockerfileException.Invalid when the Dockerfile is wrong, or
  ///     asks for what is not there
  /// @throws BuildException when the build cannot be done
  /// @throws dev.slipway.registry.RegistryException when a base image cannot be had
  public BuiltImage build(BuildRequest request, BuildListener listener) {
    return prepared(
        request,
        listener,
        work -> {
          try (var _ = check(request, work)) {
            var plan = work.plan();
            var image = built(plan, work.execution().execute(plan.target().index()));
            store
                .lastInputs()
                .remember(BuildName.of(request), Explanations.inputs(plan, work.execution()));
            return image;
          }
        });
  }

  /// Says what [#build] would do now, and why; nothing is executed or changed.
  ///
  /// @throws RuntimeException as `build` does, as far as the plan and the files are concerned
  public Explanation explain(BuildRequest request, BuildListener listener) {
    return prepared(
        request,
        listener,
        work ->
            Explanations.of(
                work.plan(), work.execution(), store.lastInputs().find(BuildName.of(request))));
  }

  /// Holds a Dockerfile against the checks, with what its base images say; nothing is built.
  ///
  /// A base image that is not there is an error of the report; where a registry cannot be reached,
  /// the file is checked without it and the listener hears of it.
  ///
  /// @throws BuildException when the store cannot be used, or somebody cancels
  public LintReport check(Evaluation evaluation, BuildListener listener) {
    var heard = oneAtATime(listener);
    try {
      var file = Dockerfile.parse(evaluation.source());
      var request = evaluation.request();
      var settled = Evaluation.planSettings(request, settings.machine());
      var images =
          new StageImages(file, settled, new BaseResolver(store, sources(), request.pull(), heard));
      if (request.target().isEmpty()) {
        images.expectAll();
      }
      var facts = new ImageFacts(images);
      return facts.completed(evaluation.check(file, facts), file, heard);
    } catch (DockerfileException e) {
      return Evaluation.unreadable(e);
    }
  }

  /// Reads the Dockerfile of `request`, wherever it lies, and gives it to `work`. What was brought
  /// here for that can be used as long as `work` goes on.
  ///
  /// @throws BuildException when a file cannot be had
  /// @throws DockerfileException.Invalid when the ignore file is wrong
  /// @throws dev.slipway.registry.RegistryException when what lies elsewhere cannot be had
  public <T> T evaluated(
      BuildRequest request, BuildListener listener, Function<Evaluation, T> work) {
    try (var remotes = remotes(request, oneAtATime(listener))) {
      var files = new RequestFiles(request, remotes);
      var source = files.dockerfile();
      var ignored = files.ignored();
      return work.apply(
          Evaluation.of(request, settings.machine(), source, ignored, files.contexts(ignored)));
    }
  }

  private Remotes remotes(BuildRequest request, BuildListener heard) {
    return new Remotes(store, settings.registries(), request.runs(), settings.clock(), heard);
  }

  /// A build as far as it is known before anything is executed.
  private record Prepared(
      Dockerfile dockerfile,
      PathPatterns ignored,
      Contexts contexts,
      BaseImages images,
      Plan plan,
      Execution execution,
      BuildListener listener) {}

  private BackgroundCheck check(BuildRequest request, Prepared work) {
    var file = work.dockerfile();
    return BackgroundCheck.begin(
        demand(request, work),
        () -> {
          var settled = Evaluation.planSettings(request, settings.machine());
          return evaluation(request, work)
              .check(file, new ImageFacts(new StageImages(file, settled, work.images())));
        },
        work.listener());
  }

  private Demand demand(BuildRequest request, Prepared work) {
    var file = work.dockerfile();
    return Evaluation.isTold(file, request) && evaluation(request, work).demanding(file)
        ? Demand.NO_VIOLATION
        : Demand.NOTHING;
  }

  private Evaluation evaluation(BuildRequest request, Prepared work) {
    return Evaluation.of(
            request,
            settings.machine(),
            work.dockerfile().source(),
            work.ignored(),
            work.contexts())
        .withOwnRules(settings.ownRules())
        .ofBuild();
  }

  // What cannot be used is said before anything is done, as far as that is known.
  private static void checkKeys(BuildRequest request) {
    for (var agent : request.runs().agents().values()) {
      if (agent instanceof SshAgent.KeyFiles(var keys)) {
        Agent.check(keys);
      }
    }
  }

  private <T> T prepared(BuildRequest request, BuildListener listener, Function<Prepared, T> work) {
    var heard = oneAtATime(listener);
    checkKeys(request);
    var known = StatCache.in(store.contextDigests(), FILES_CLOCK);
    try (var commands =
            new WorkerCommands(
                settings.workerProgram(),
                store,
                message -> heard.heard(new BuildEvent.Warned(message)));
        var remotes = remotes(request, heard)) {
      var files = new RequestFiles(request, remotes);
      var dockerfile = Dockerfile.parse(files.dockerfile());
      var ignored = files.ignored();
      var contexts = files.contexts(ignored);
      var resolver = new BaseResolver(store, sources(), request.pull(), heard);
      var plan = plan(request, dockerfile, resolver, remotes, contexts);
      heard.heard(planned(plan));
      var surroundings =
          new Surroundings(
              dockerfile.source(),
              store,
              supply(heard),
              contexts,
              remotes,
              new HashedContents(known, FILES_CLOCK, Runtime.getRuntime().availableProcessors()),
              commands,
              runs(request),
              request.arguments().getOrDefault(CACHE_SPACE, ""),
              settings.machine(),
              switch (request.cache()) {
                case USED -> Surroundings.Reuse.CACHE;
                case IGNORED -> Surroundings.Reuse.NOTHING;
              },
              settings.clock(),
              heard);
      try (var execution = new Execution(plan, surroundings)) {
        return work.apply(
            new Prepared(dockerfile, ignored, contexts, resolver, plan, execution, heard));
      }
    } finally {
      save(known);
    }
  }

  private static RunSettings runs(BuildRequest request) {
    var hostname = request.arguments().get(HOSTNAME);
    return hostname == null || request.runs().hostname().isPresent()
        ? request.runs()
        : request.runs().withHostname(hostname);
  }

  // Only spares reading: a build does not fail because of it.
  private void save(StatCache known) {
    try {
      known.save(store.scratch().next("context-digests"));
    } catch (IOException e) {
      return;
    }
  }

  private Plan plan(
      BuildRequest request,
      Dockerfile dockerfile,
      BaseImages images,
      Remotes remotes,
      Contexts contexts) {
    try (var lookahead = new Lookahead(contexts::main)) {
      return Planner.plan(
          dockerfile,
          Evaluation.planSettings(request, settings.machine()),
          images,
          remotes,
          // What is fetched is not fetched in advance: it may fail, and that has to be told.
          request.context() instanceof BuildContext.Folder ? lookahead : _ -> {});
    }
  }

  private static BuildEvent.Planned planned(Plan plan) {
    return new BuildEvent.Planned(
        plan.stages().stream().map(stage -> stage.name()).toList(), plan.left());
  }

  private BuiltImage built(Plan plan, Chain chain) {
    var config = Assembly.config(plan, chain).document();
    store.blobs().put(config.bytes());
    var record =
        ImageRecord.built(
            config.digest(),
            settings.clock().instant(),
            chain.layers().stream().map(Chain.ChainLayer::record).toList());
    int inherited =
        (int) chain.layers().stream().filter(layer -> layer.created().isEmpty()).count();
    return new BuiltImage(config, record, plan.unusedArguments(), plan.epoch(), inherited);
  }

  private Sources sources() {
    return new Sources(settings.registries());
  }

  private static BuildListener oneAtATime(BuildListener listener) {
    var lock = new ReentrantLock();
    return event -> {
      lock.lock();
      try {
        listener.heard(event);
      } finally {
        lock.unlock();
      }
    };
  }

  /// Gives the image a name in the local store.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void keep(BuiltImage image, Reference name) {
    store.images().name(name, image.record());
  }

  /// An image of the local store.
  ///
  /// @param name the name that it was given
  /// @throws BuildException.Definition when there is none of that name
  public BuiltImage find(Reference name) {
    var record = store.images().need(name);
    var config = store.blobs().need(record.config(), "store:" + name.familiar());
    return BuiltImage.stored(Document.of(MediaType.OCI_CONFIG, config), record);
  }

  /// Brings an image of a registry into the local store and gives it a name there.
  ///
  /// It is known as the base image `source` then, too, which needs no registry any more.
  ///
  /// @param platform which one is taken of an image for several
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the registry does not give it
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Descriptor pull(
      Reference source, Reference name, Platform platform, CopyEvent.Listener listener) {
    var asked = source.withDefaultTag();
    try (var registry = settings.registries().repository(source, Access.PULL)) {
      var top = registry.resolve(asked.identifier());
      var manifest =
          Copy.between(registry, place())
              .withPlatform(platform)
              .withListener(listener)
              .run(top, List.of(name.withDefaultTag().familiar()));
      store
          .bases()
          .remember(
              asked.toString(),
              platform.toString(),
              new Bases.Meaning(top.digest(), manifest.mediaType().toString(), manifest.digest()));
      return manifest;
    }
  }

  /// The local store as a place to copy from and to. Images are tagged there with their whole
  /// names.
  public Place place() {
    return new StorePlace(store, supply(BuildListener.silent()), settings.clock());
  }

  private LayerFetch supply(BuildListener listener) {
    return new LayerFetch(store, sources(), listener, settings.largestLayer());
  }

  /// The image with no file in the layers that were built younger than its epoch; the same image
  /// when it has none. It is in the local store, and has no name there.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be read or written
  public BuiltImage withClampedTimes(BuiltImage image) {
    return image
        .epoch()
        .map(latest -> new ClampedTimes(store, latest))
        .map(times -> clamped(image, times))
        .orElse(image);
  }

  private BuiltImage clamped(BuiltImage image, ClampedTimes times) {
    var layers = new ArrayList<>(image.record().layers());
    layers
        .subList(image.inherited(), layers.size())
        .replaceAll(
            layer -> new ImageRecord.LayerRecord(times.of(layer.diffId()), Optional.empty()));
    var old = image.config().config();
    var config =
        old.withLayers(layers.stream().map(ImageRecord.LayerRecord::diffId).toList(), old.history())
            .document();
    store.blobs().put(config.bytes());
    return new BuiltImage(
        config,
        ImageRecord.built(config.digest(), image.record().stored(), layers),
        image.unusedArguments(),
        image.epoch(),
        image.inherited());
  }

  /// Writes the image to `place` and gives it the tags there, last of all.
  ///
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the place cannot be written
  public Descriptor write(
      BuiltImage image, Place place, List<String> tags, CopyEvent.Listener listener) {
    var fetch = supply(BuildListener.silent());
    var exported = new Export(store, fetch).prepare(image.record(), image.config());
    return Copy.between(exported.place(), place)
        .withListener(listener)
        .run(exported.manifest(), tags);
  }

  /// Pushes the image to the registry of `target`, under its tag.
  ///
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the registry does not take it
  public Descriptor push(BuiltImage image, Reference target, CopyEvent.Listener listener) {
    try (var place = settings.registries().repository(target, Access.PUSH)) {
      return write(image, place, List.of(target.withDefaultTag().identifier()), listener);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
