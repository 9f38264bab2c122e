package dev.slipway.builder.plan;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.NamedContext;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImageException;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes the plan of a build.
///
/// Starts at the target and plans what each stage needs before the stage itself, so that what
/// nothing needs is never looked at.
public final class Planner {
  private static final int DEEPEST_CONTEXT = 10;

  private final Dockerfile dockerfile;
  private final PlanSettings settings;
  private final BaseImages images;
  private final Stages stages;
  private final Globals globals;
  private final Map<Integer, FoldedStage> planned = new LinkedHashMap<>();
  private final Set<Integer> underway = new LinkedHashSet<>();
  private int stepCount;

  private Planner(Dockerfile dockerfile, PlanSettings settings, BaseImages images) {
    this.dockerfile = dockerfile;
    this.settings = settings;
    this.images = images;
    this.stages = new Stages(dockerfile);
    this.globals = Globals.of(dockerfile, settings);
  }

  /// What is to be done to build `dockerfile` as `settings` say.
  ///
  /// @throws DockerfileException.Invalid when an instruction cannot be carried out, with its place
  /// @throws BuildException.Definition when the target is no stage
  public static Plan plan(Dockerfile dockerfile, PlanSettings settings, BaseImages images) {
    return new Planner(dockerfile, settings, images).plan();
  }

  private Plan plan() {
    var target = stages.target(settings.target());
    var reachable = stages.reachable(target, globals);
    reachable.forEach(index -> expectBase(dockerfile.stages().get(index)));
    fold(target);
    var inOrder = planned.values().stream().map(FoldedStage::stage).toList();
    var left =
        dockerfile.stages().stream()
            .filter(stage -> !planned.containsKey(stage.index()))
            .map(Planner::nameOf)
            .toList();
    return new Plan(settings.platform(), inOrder, left, globals.unused());
  }

  static String nameOf(Stage stage) {
    return stage.name().orElseGet(() -> "stage-" + stage.index());
  }

  private void expectBase(Stage stage) {
    try {
      var image = expandImage(stage);
      if (stages.basis(image, stage.index()).isEmpty() && !image.equals("scratch")) {
        imageReference(image, 0)
            .ifPresent(reference -> images.expect(reference, platformOf(stage)));
      }
    } catch (DockerfileException | ImageException | BuildException e) {
      // Told with its place when the stage is planned.
    }
  }

  /// Plans `stage` and, before it, all that it needs.
  FoldedStage fold(Stage stage) {
    var known = planned.get(stage.index());
    if (known != null) {
      return known;
    }
    if (!underway.add(stage.index())) {
      throw wrong(stage.from().image(), "circular dependency detected on stage: " + stage.label());
    }
    var folded = new StageFold(this, stage, base(stage)).fold();
    underway.remove(stage.index());
    planned.put(stage.index(), folded);
    return folded;
  }

  private StageFold.Base base(Stage stage) {
    var replacement = stage.name().flatMap(this::named);
    if (replacement.isPresent()) {
      return replaced(stage, replacement.get());
    }
    var image = expandImage(stage);
    var earlier = stages.basis(image, stage.index());
    if (earlier.isPresent()) {
      var folded = fold(earlier.get());
      return new StageFold.Base(
          new Basis.Stage(earlier.get().index()),
          folded.stage().container(),
          folded.scope().child(),
          folded.stage().platform(),
          folded.stage().author());
    }
    if (image.equals("scratch")) {
      return StageFold.Base.scratch(settings.platform());
    }
    var reference =
        imageReference(image, 0)
            .orElseThrow(
                () ->
                    wrong(
                        stage.from().image(),
                        "the named context \"%s\" is a folder; FROM needs an image, and COPY --from=%s copies from it"
                            .formatted(image, image)));
    return baseOf(find(stage.from().image(), reference, platformOf(stage)));
  }

  // A context that is called like a stage stands in for all of it.
  private StageFold.Base replaced(Stage stage, NamedContext context) {
    return switch (context) {
      case NamedContext.Folder folder ->
          throw wrong(
              stage.from().image(),
              "the named context \"%s\" stands in for this stage, but %s is a folder; docker-image:// or oci-layout:// can do that"
                  .formatted(stage.label(), folder.path()));
      case NamedContext.Image(var reference) when reference.equals("scratch") ->
          StageFold.Base.scratch(settings.platform()).alone();
      case NamedContext.Image(var reference) ->
          baseOf(find(stage.from().image(), reference, platformOf(stage))).alone();
      case NamedContext.Layout(var reference) ->
          baseOf(find(stage.from().image(), "oci:" + reference, platformOf(stage))).alone();
    };
  }

  private StageFold.Base baseOf(Basis.Image image) {
    var platform =
        settings.chosen() == PlanSettings.Choice.CALLER
            ? settings.platform()
            : image.config().platform();
    return new StageFold.Base(
        image,
        image.config().container(),
        Scope.of(image.config().container().environment()),
        platform,
        image.config().author());
  }

  private String expandImage(Stage stage) {
    var word = stage.from().image();
    var image = expandGlobal(word);
    if (image.isBlank()) {
      throw wrong(word, "base name (%s) should not be blank".formatted(word.text()));
    }
    return image;
  }

  Platform platformOf(Stage stage) {
    var word = stage.from().platform().filter(written -> !written.text().isEmpty());
    if (word.isEmpty()) {
      return settings.platform();
    }
    var text = expandGlobal(word.get());
    try {
      return Platform.parse(text, settings.machine());
    } catch (ImageException e) {
      throw wrong(word.get(), "failed to parse platform %s: %s".formatted(text, e.getMessage()));
    }
  }

  private String expandGlobal(Word word) {
    try {
      return dockerfile.expander().expand(word.text(), globals).text();
    } catch (DockerfileException e) {
      throw e.at(dockerfile.source(), word.span());
    }
  }

  /// What a name in FROM or `--from` refers to outside of the Dockerfile: named contexts come
  /// first. Nothing when it is a folder.
  private Optional<String> imageReference(String name, int depth) {
    var context = context(name);
    if (context.isEmpty()) {
      return Optional.of(name);
    }
    return switch (context.get()) {
      case NamedContext.Folder _ -> Optional.empty();
      case NamedContext.Layout(var reference) -> Optional.of("oci:" + reference);
      case NamedContext.Image(var reference) ->
          depth < DEEPEST_CONTEXT && !reference.equals(name)
              ? imageReference(reference, depth + 1)
              : Optional.of(reference);
    };
  }

  private Optional<NamedContext> context(String name) {
    if (name.equals("scratch") || name.equals("context")) {
      return Optional.empty();
    }
    return named(name)
        .or(() -> familiar(name).flatMap(this::named))
        .or(() -> familiar(name).map(Planner::withoutLatest).flatMap(this::named));
  }

  private Optional<NamedContext> named(String name) {
    var context = settings.contexts().get(name);
    return context == null ? Optional.empty() : Optional.of(context);
  }

  private static Optional<String> familiar(String name) {
    try {
      return Optional.of(Reference.parse(name).familiar());
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  private static String withoutLatest(String name) {
    return name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name;
  }

  private Basis.Image find(Word word, String reference, Platform platform) {
    try {
      return images.find(reference, platform);
    } catch (ImageException e) {
      throw wrong(
          word, "failed to parse stage name \"%s\": %s".formatted(word.text(), e.getMessage()));
    } catch (BuildException.Definition e) {
      throw wrong(word, String.valueOf(e.getMessage()));
    } catch (BuildException.Malformed e) {
      throw new BuildException.Malformed("%s: %s".formatted(place(word), e.getMessage()), e);
    } catch (RegistryException.NotFound e) {
      throw new RegistryException.NotFound(
          "%s: there is no image %s, or it is hidden: %s. Check its name and tag; when it is private, log in"
              .formatted(place(word), called(reference), e.getMessage()));
    } catch (RegistryException e) {
      throw e.within("%s: the image %s".formatted(place(word), called(reference)));
    }
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
    var source = stages.source(name, stage.index());
    if (source.isPresent()) {
      return new Action.Origin.Files(sourceStage(from, source.get(), stage));
    }
    if (Stages.isNumber(name)) {
      throw wrong(from, "invalid stage index " + name);
    }
    if (name.equals("scratch")) {
      return new Action.Origin.Files(new Basis.Scratch());
    }
    return imageReference(name, 0)
        .<Action.Origin>map(
            reference ->
                reference.equals("scratch")
                    ? new Action.Origin.Files(new Basis.Scratch())
                    : new Action.Origin.Files(find(from, reference, settings.platform())))
        .orElseGet(() -> new Action.Origin.NamedFolder(folderName(name)));
  }

  /// What `from` of a mount, which stands in the word `flag`, takes files from; unlike that of a
  /// COPY it knows stages only by name.
  Action.Origin mountOrigin(Word flag, String from, Stage stage) {
    var word = new Word(from, flag.span());
    return Stages.isNumber(from)
        ? new Action.Origin.Files(find(word, from, settings.platform()))
        : origin(word, stage);
  }

  private String folderName(String name) {
    return settings.contexts().containsKey(name)
        ? name
        : familiar(name)
            .filter(settings.contexts()::containsKey)
            .orElseGet(() -> familiar(name).map(Planner::withoutLatest).orElse(name));
  }

  private Basis sourceStage(Word from, Stage source, Stage stage) {
    if (source.index() == stage.index()) {
      throw wrong(from, "stage \"%s\" cannot copy from itself".formatted(stage.label()));
    }
    if (source.index() > stage.index()) {
      throw wrong(
          from,
          "cannot copy from stage \"%s\", it needs to be defined before current stage \"%s\""
              .formatted(from.text(), stage.label()));
    }
    fold(source);
    return new Basis.Stage(source.index());
  }

  int nextStep() {
    return ++stepCount;
  }

  Dockerfile dockerfile() {
    return dockerfile;
  }

  PlanSettings settings() {
    return settings;
  }

  Globals globals() {
    return globals;
  }

  // A mistyped name of a stage is taken for an image.
  private String called(String reference) {
    return reference
        + Suggestion.of(reference, knownNames())
            .map(" (no stage is called so; did you mean the stage %s?)"::formatted)
            .orElse("");
  }

  private List<String> knownNames() {
    var names = new ArrayList<>(stages.names());
    names.addAll(settings.contexts().keySet());
    return names;
  }

  private String place(Word word) {
    return "%s:%d".formatted(dockerfile.source().name(), word.span().firstLine());
  }

  DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(dockerfile.source(), word.span(), problem);
  }
}
