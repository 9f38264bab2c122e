package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.PlannedStage;
import dev.slipway.builder.plan.PlannedStep;
import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Steps;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The execution of one stage.
public final class StageExecution {
  private static final String RECIPE = "recipe";
  private static final String CONTENT = "content";

  private final PlannedStage stage;
  private final Execution execution;
  private final Surroundings surroundings;
  private final StepExecution steps;
  private final Object recipeLock = new Object();
  private Optional<List<Recipe>> recipes = Optional.empty();

  StageExecution(PlannedStage stage, Execution execution, Trees trees, Surroundings surroundings) {
    this.stage = stage;
    this.execution = execution;
    this.surroundings = surroundings;
    this.steps = new StepExecution(stage, execution, trees, surroundings);
  }

  /// What the stage is called in messages.
  String name() {
    return stage.name();
  }

  /// What a step is known by before anything is executed.
  ///
  /// @param inputs all that its result depends on
  /// @param key the key that they make
  public record Recipe(StepInputs inputs, Digest key) {}

  /// The recipe of each step.
  ///
  /// @throws DockerfileException.Invalid when a file that a step copies is missing
  public List<Recipe> recipes() {
    // Several stages may stand on this one and ask at once; files are read once.
    synchronized (recipeLock) {
      if (recipes.isEmpty()) {
        recipes = Optional.of(makeRecipes());
      }
      return recipes.get();
    }
  }

  private List<Recipe> makeRecipes() {
    var made = new ArrayList<Recipe>();
    var below = basisKey(stage.basis());
    for (var step : stage.steps()) {
      var inputs =
          placed(step, () -> steps.definition(step.action(), this::basisKey))
              .with(belowName(made.isEmpty()), below);
      var key = inputs.key(RECIPE);
      made.add(new Recipe(inputs, key));
      below = key.toString();
    }
    return made;
  }

  private String belowName(boolean first) {
    if (!first) {
      return "the step before";
    }
    return switch (stage.basis()) {
      case Basis.Scratch _ -> "scratch";
      case Basis.Image image -> "the base image " + image.name();
      case Basis.Stage _ -> "the stage below";
    };
  }

  private String basisKey(Basis basis) {
    return switch (basis) {
      case Basis.Scratch _ -> "scratch";
      case Basis.Image image -> image.identity().toString();
      case Basis.Stage(int index) -> execution.stage(index).lastRecipe();
    };
  }

  private String lastRecipe() {
    var all = recipes();
    return all.isEmpty() ? basisKey(stage.basis()) : all.getLast().key().toString();
  }

  /// How many of the stage's steps the cache knows, and what they led to.
  ///
  /// @param steps the number of steps, from the first, that need not be executed
  /// @param chain the layers of the last of them; nothing when there is none
  public record Known(int steps, Optional<Chain> chain) {}

  /// Asks the cache, from the last step back. Stops at the first hit.
  public Known known() {
    if (surroundings.reuse() == Surroundings.Reuse.NOTHING) {
      return new Known(0, Optional.empty());
    }
    var all = recipes();
    for (int i = all.size() - 1; i >= 0; i--) {
      var chain = find(all.get(i).key());
      if (chain.isPresent()) {
        return new Known(i + 1, chain);
      }
    }
    return new Known(0, Optional.empty());
  }

  private Optional<Chain> find(Digest key) {
    return surroundings
        .store()
        .steps()
        .find(key)
        .filter(this::isHere)
        .map(made -> Chain.of(made, baseLayers(stage.basis())));
  }

  // Layers of a base image can be fetched again; those that a build made cannot.
  private boolean isHere(List<Steps.Made> chain) {
    return chain.stream()
        .filter(made -> made.created().isPresent())
        .allMatch(made -> surroundings.store().layers().find(made.diffId()).isPresent());
  }

  private List<LayerRecord> baseLayers(Basis basis) {
    return switch (basis) {
      case Basis.Scratch _ -> List.of();
      case Basis.Image image -> image.layers();
      case Basis.Stage(int index) -> execution.stage(index).baseLayers();
    };
  }

  private List<LayerRecord> baseLayers() {
    return baseLayers(stage.basis());
  }

  /// The layers of the whole stage.
  Chain execute() {
    var known = known();
    for (var step : stage.steps().subList(0, known.steps())) {
      surroundings.listener().heard(new BuildEvent.StepCached(step.step()));
    }
    var ahead = stage.steps().subList(known.steps(), stage.steps().size());
    if (known.chain().isEmpty() && stage.basis() instanceof Basis.Stage(int index)) {
      execution.begin(index);
    }
    ahead.forEach(this::beginSources);
    var chain = known.chain().orElseGet(() -> execution.chain(stage.basis()));
    for (int i = known.steps(); i < stage.steps().size(); i++) {
      chain = step(stage.steps().get(i), recipes().get(i), chain);
    }
    return chain;
  }

  private void beginSources(PlannedStep step) {
    if (step.action() instanceof Action.Run) {
      surroundings.commands().expect();
    }
    for (var origin : step.action().origins()) {
      if (origin instanceof Action.Origin.Files(Basis.Stage(int index))) {
        execution.begin(index);
      }
    }
  }

  private Chain step(PlannedStep step, Recipe recipe, Chain below) {
    var started = surroundings.clock().instant();
    var inputs = inputs(step, below);
    var found = reusable(step, inputs, below);
    if (found.isPresent()) {
      surroundings.listener().heard(new BuildEvent.StepCached(step.step()));
      surroundings.store().steps().remember(recipe.key(), found.get().remembered());
      return found.get();
    }
    surroundings.listener().heard(new BuildEvent.StepStarted(step.step()));
    var made = executed(step, below, started);
    var ended = surroundings.clock().instant();
    var chain = below.with(made.diffId(), ended);
    switch (made.keyed()) {
      case YES -> {
        var own = isAlone(step) ? Chain.EMPTY.with(made.diffId(), ended) : chain;
        surroundings.store().steps().remember(inputs.key(CONTENT), own.remembered());
        surroundings.store().steps().remember(recipe.key(), chain.remembered());
      }
      case NO ->
          surroundings
              .listener()
              .heard(
                  new BuildEvent.Warned(
                      "files changed while '%s' copied them; its result is not kept for later builds"
                          .formatted(step.step().text())));
    }
    surroundings
        .listener()
        .heard(new BuildEvent.StepFinished(step.step(), Duration.between(started, ended)));
    return chain;
  }

  private StepExecution.Made executed(PlannedStep step, Chain below, Instant started) {
    try {
      return placed(step, () -> steps.execute(step, below));
    } catch (RuntimeException | Error e) {
      var took = Duration.between(started, surroundings.clock().instant());
      surroundings.listener().heard(new BuildEvent.StepFailed(step.step(), took));
      throw e;
    }
  }

  // A layer that was made alone depends on nothing below it, and fits on anything.
  private StepInputs inputs(PlannedStep step, Chain below) {
    var contents = placed(step, () -> steps.contents(step.action()));
    return isAlone(step)
        ? contents
        : contents.with("below", below.id().map(Object::toString).orElse("scratch"));
  }

  private Optional<Chain> reusable(PlannedStep step, StepInputs inputs, Chain below) {
    if (surroundings.reuse() == Surroundings.Reuse.NOTHING) {
      return Optional.empty();
    }
    var found = find(inputs.key(CONTENT));
    return isAlone(step) ? found.map(below::with) : found;
  }

  private static boolean isAlone(PlannedStep step) {
    return step.action() instanceof Action.Transfer transfer
        && transfer.link() == Action.Link.ALONE;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  // What is wrong with an instruction is told with its place.
  private <T> T placed(PlannedStep step, Reading<T> reading) {
    try {
      return reading.read();
    } catch (BuildException.Definition e) {
      var placed =
          DockerfileException.Invalid.of(
              surroundings.dockerfile(), step.span(), String.valueOf(e.getMessage()));
      placed.initCause(e);
      throw placed;
    } catch (DockerfileException e) {
      throw e.at(surroundings.dockerfile(), step.span());
    } catch (RegistryException e) {
      throw e.within("%s:%d".formatted(surroundings.dockerfile().name(), step.span().firstLine()));
    } catch (BuildException.MachineFailed e) {
      throw new BuildException.MachineFailed(
          "%s: %s".formatted(step.step().text(), e.getMessage()), e);
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw new BuildException.Cancelled();
    } catch (UncheckedIOException e) {
      throw failed(step, Objects.requireNonNullElseGet(e.getCause(), IOException::new));
    } catch (IOException e) {
      throw failed(step, e);
    }
  }

  private static BuildException.MachineFailed failed(PlannedStep step, IOException failure) {
    return new BuildException.MachineFailed(
        "%s: %s".formatted(step.step().text(), Reason.of(failure)), failure);
  }
}
