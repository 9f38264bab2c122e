package dev.slipway.builder.plan;

import dev.slipway.builder.NamedContext;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Expansion;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.dockerfile.scope.StageScope;
import dev.slipway.image.ContainerConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the plan of a build.
///
/// Starts at the target and plans what each stage needs before the stage itself, so that what
/// nothing needs is never looked at.
public final class Planner {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";
  private static final ContainerConfig SCRATCH =
      ContainerConfig.empty()
          .withWorkingDirectory("/")
          .withVariable(StageScope.PATH, StageScope.DEFAULT_PATH);

  private final Dockerfile dockerfile;
  private final PlanSettings settings;
  private final OutsideNames outside;
  private final RemoteSources remotes;
  private final ContextFiles files;
  private final StageLookup lookup;
  private final Optional<Instant> epoch;
  private final GlobalScope globals;
  private final Expansion expansion;
  private final FromWords words;
  private final Map<String, String> proxies;
  private final List<PlannedStage> planned = new ArrayList<>();
  private final @Nullable FoldedStage[] byIndex;
  private final BitSet begun = new BitSet();
  private int stepCount;

  private Planner(
      Dockerfile dockerfile,
      PlanSettings settings,
      BaseImages images,
      RemoteSources remotes,
      ContextFiles files) {
    this.files = files;
    this.dockerfile = dockerfile;
    this.byIndex = new FoldedStage[dockerfile.stages().size()];
    this.settings = settings;
    this.lookup = new StageLookup(dockerfile);
    this.outside = new OutsideNames(dockerfile, lookup, settings, images);
    this.remotes = remotes;
    var given = GlobalScope.of(dockerfile, PlatformArguments.of(settings), settings.arguments());
    var time = given.argument(EPOCH);
    var meaning = new SourceDateEpoch(dockerfile, settings, given, remotes);
    this.epoch = time.flatMap(meaning::resolve);
    // A value that means no time is as if there were none.
    this.globals = time.isEmpty() ? given : given.with(EPOCH, epoch.map(SourceDateEpoch::seconds));
    this.expansion = dockerfile.expansion();
    this.words = new FromWords(expansion, settings, globals);
    this.proxies = Proxies.of(settings.arguments());
  }

  /// What is to be done to build `dockerfile` as `settings` say.
  ///
  /// @throws DockerfileException.Invalid when an instruction cannot be carried out, with its place
  /// @throws DockerfileException.UnknownTarget when the target is no stage
  public static Plan plan(
      Dockerfile dockerfile,
      PlanSettings settings,
      BaseImages images,
      RemoteSources remotes,
      ContextFiles files) {
    return new Planner(dockerfile, settings, images, remotes, files).plan();
  }

  private Plan plan() {
    var target = settings.target().map(lookup::target).orElseGet(dockerfile::lastStage);
    var reachable = new Stages(dockerfile, lookup).reachable(target, words, outside::replaces);
    for (var reached : reachable) {
      if (reached.outside().isPresent()) {
        outside.expect(reached.outside().get(), reached.stage(), words);
      }
    }
    for (var reached : reachable) {
      expectFiles(reached.fromContext());
    }
    // From the first to the last, so that a stage finds what it needs planned: hundreds of stages
    // may stand on one another.
    for (var reached : reachable) {
      fold(reached.stage());
    }
    var left = new ArrayList<String>();
    for (var stage : dockerfile.stages()) {
      if (byIndex[stage.index()] == null) {
        left.add(nameOf(stage));
      }
    }
    return new Plan(settings.platform(), planned, left, unused(), epoch);
  }

  /// The arguments that the caller gave and nothing asked for.
  private Set<String> unused() {
    if (settings.arguments().isEmpty()) {
      return Set.of();
    }
    var unused = new TreeSet<>(settings.arguments().keySet());
    globals.names().forEach(unused::remove);
    for (var folded : byIndex) {
      if (folded != null) {
        unused.removeAll(folded.scope().arguments());
      }
    }
    unused.removeIf(name -> Proxies.isProxy(name) || name.startsWith("BUILDKIT_"));
    unused.remove(EPOCH);
    return unused;
  }

  static String nameOf(Stage stage) {
    var name = stage.name();
    return name.isPresent() ? name.get() : "stage-" + stage.index();
  }

  // Only what can be told before variables have values.
  private void expectFiles(List<Instruction.Transfer> transfers) {
    for (var transfer : transfers) {
      if (transfer.excludes().isEmpty()) {
        for (var path : transfer.paths()) {
          if (isLiteral(path.text())) {
            files.expect(path.text());
          }
        }
      }
    }
  }

  private static boolean isLiteral(String path) {
    for (int i = 0; i < path.length(); i++) {
      if ("$*?[\\\"':".indexOf(path.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Plans `stage` and, before it, all that it needs.
  FoldedStage fold(Stage stage) {
    var known = byIndex[stage.index()];
    if (known != null) {
      return known;
    }
    if (begun.get(stage.index())) {
      throw wrong(stage.from().image(), "circular dependency detected on stage: " + stage.label());
    }
    begun.set(stage.index());
    var folded = new StageFold(this, stage, start(stage)).fold();
    byIndex[stage.index()] = folded;
    planned.add(folded.stage());
    return folded;
  }

  private StageStart start(Stage stage) {
    var replacement = outside.replacement(stage);
    if (replacement.isPresent()) {
      return replaced(stage, replacement.get());
    }
    var image = words.image(stage);
    var earlier = lookup.base(stage, image);
    if (earlier.isPresent()) {
      var folded = fold(earlier.get());
      return new StageStart(
          new Basis.Stage(earlier.get().index()),
          folded.stage().config().container(),
          folded.scope().child(),
          folded.stage().platform(),
          folded.stage().author());
    }
    if (image.equals("scratch")) {
      return scratch();
    }
    var reference = outside.image(image);
    return reference.isPresent()
        ? startOn(outside.find(stage.from().image(), reference.get(), words.platform(stage)))
        : scratch().withFiles(outside.folder(image));
  }

  // A context that is called like a stage stands in for all of it.
  private StageStart replaced(Stage stage, NamedContext context) {
    return switch (context) {
      case NamedContext.Folder _, NamedContext.Remote _ ->
          scratch().withFiles(stage.label()).alone();
      case NamedContext.Image(var reference) when reference.equals("scratch") -> scratch().alone();
      case NamedContext.Image(var reference) ->
          startOn(outside.find(stage.from().image(), reference, words.platform(stage))).alone();
      case NamedContext.Layout(var reference) ->
          startOn(outside.find(stage.from().image(), "oci:" + reference, words.platform(stage)))
              .alone();
    };
  }

  private StageStart scratch() {
    var scope = new StageScope(globals);
    scope.set(StageScope.PATH, StageScope.DEFAULT_PATH);
    return new StageStart(
        new Basis.Scratch(), SCRATCH, scope, settings.platform(), Optional.empty());
  }

  private StageStart startOn(Basis.Image image) {
    var platform =
        settings.chosen() == PlanSettings.Choice.CALLER
            ? settings.platform()
            : image.config().platform();
    return new StageStart(
        image,
        image.config().container(),
        new StageScope(globals, image.config().container().variables()),
        platform,
        image.config().author());
  }

  /// What `--from` of a COPY in `stage` takes files from.
  Action.Origin origin(Word from, Stage stage) {
    var name = from.text();
    if (name.isEmpty() || name.equals("context")) {
      return new Action.Origin.Context();
    }
    if (name.contains("$")) {
      throw wrong(
          from,
          "'%s': COPY --from takes no variables; name the image in a stage, FROM %s AS source, and copy from that"
              .formatted(name, name));
    }
    var source = lookup.copySource(stage, from);
    return source.isPresent() ? new Action.Origin.Files(basis(source.get())) : fromOutside(from);
  }

  /// What `mount` of a RUN in `stage` takes files from, which stands in the word `flag` and says
  /// `from`; unlike that of a COPY it knows stages only by name.
  Action.Origin mountOrigin(Word flag, Mount mount, String from, Stage stage) {
    if (from.isEmpty() || from.equals("context")) {
      return new Action.Origin.Context();
    }
    var source = lookup.mountSource(stage, flag, mount);
    return source.isPresent()
        ? new Action.Origin.Files(basis(source.get()))
        : fromOutside(new Word(from, flag.span()));
  }

  private Basis basis(Stage source) {
    fold(source);
    return new Basis.Stage(source.index());
  }

  private Action.Origin fromOutside(Word from) {
    var name = from.text();
    if (name.equals("scratch")) {
      return new Action.Origin.Files(new Basis.Scratch());
    }
    return outside
        .image(name)
        .<Action.Origin>map(
            reference ->
                reference.equals("scratch")
                    ? new Action.Origin.Files(new Basis.Scratch())
                    : new Action.Origin.Files(outside.source(from, reference, settings.platform())))
        .orElseGet(() -> new Action.Origin.NamedFolder(outside.folder(name)));
  }

  /// What every RUN sees of the arguments.
  Map<String, String> proxies() {
    return proxies;
  }

  /// What lies on other machines.
  RemoteSources remotes() {
    return remotes;
  }

  int nextStep() {
    return ++stepCount;
  }

  /// How the words of the file are read.
  Expansion expansion() {
    return expansion;
  }

  PlanSettings settings() {
    return settings;
  }

  DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(dockerfile.source(), word.span(), problem);
  }
}
