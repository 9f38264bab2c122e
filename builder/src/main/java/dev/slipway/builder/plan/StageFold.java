package dev.slipway.builder.plan;

import dev.slipway.builder.plan.PlannedStage.Effect;
import dev.slipway.builder.plan.PlannedStage.HistoryLine;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Expansion;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Keyword;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.scope.StageScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the instructions of one stage in order and gathers what they add up to.
///
/// What they say about the config gathers in a [ConfigFold]; [RunFold] and [TransferFold] read
/// those that make steps. One fold is made for one stage, folds it once, and is done.
final class StageFold {
  private final Planner planner;
  private final Stage stage;
  private final String name;
  private final StageStart start;
  private final StageScope scope;
  private final ConfigFold config;
  private final List<MadeStep> made = new ArrayList<>();
  private final List<HistoryLine> history = new ArrayList<>();
  private StageWords words;

  StageFold(Planner planner, Stage stage, StageStart start) {
    this.planner = planner;
    this.stage = stage;
    this.name = Planner.nameOf(stage);
    this.start = start;
    this.scope = start.scope();
    this.config = new ConfigFold(start.container(), start.author());
    this.words = new StageWords(planner.expansion(), scope);
  }

  FoldedStage fold() {
    if (scope.find(StageScope.PATH).isEmpty()) {
      scope.set(StageScope.PATH, StageScope.DEFAULT_PATH);
      config.environment(StageScope.PATH, StageScope.DEFAULT_PATH);
    }
    if (start.files().isPresent()) {
      var context = start.files().get();
      var createdBy = new CreatedBy.Said(Keyword.FROM, context);
      make(new MadeStep.Known(stage.from(), files(context), createdBy));
    }
    if (start.own() == StageStart.Own.READ) {
      runTriggers();
      for (var instruction : stage.instructions()) {
        apply(instruction);
      }
    }
    config.labels(planner.settings().labels());
    return new FoldedStage(
        new PlannedStage(
            stage.index(),
            name,
            start.basis(),
            steps(),
            history,
            config.config(),
            start.platform(),
            config.author()),
        scope);
  }

  // A folder that a stage stands on is its first layer.
  private static Action files(String context) {
    return new Action.Transfer(
        new Action.Origin.NamedFolder(context),
        List.of(new Action.Source.Path("/")),
        List.of(),
        "/",
        "/",
        Optional.empty(),
        Optional.empty(),
        Action.Parents.DROPPED,
        Action.Link.ON_STAGE,
        List.of(),
        Action.Archives.COPIED);
  }

  private List<PlannedStep> steps() {
    var steps = new ArrayList<PlannedStep>();
    for (var each : made) {
      steps.add(
          new PlannedStep(
              planner.nextStep(),
              name,
              steps.size() + 1,
              made.size(),
              each.instruction(),
              each.action()));
    }
    return steps;
  }

  // The triggers of what the stage stands on run first, once.
  private void runTriggers() {
    var triggers = config.takeTriggers();
    if (triggers.isEmpty()) {
      return;
    }
    var own = words;
    var origin = "ONBUILD of " + stage.from().image().text();
    for (var trigger : triggers) {
      var instruction = Dockerfile.parseTrigger(origin, trigger);
      words =
          new StageWords(
              new Expansion(Source.of(origin, trigger), own.expansion().expander()), scope);
      apply(instruction);
    }
    words = own;
  }

  private void apply(Instruction instruction) {
    switch (instruction) {
      case Instruction.From _ -> throw new IllegalStateException("FROM opens a stage");
      case Instruction.Run run -> make(new RunFold(planner, stage, words, scope, config).run(run));
      case Instruction.Copy copy -> make(transfers().copy(copy));
      case Instruction.Add add -> make(transfers().add(add));
      case Instruction.Workdir workdir -> workdir(workdir);
      case Instruction.Arg arg -> note(arguments(arg));
      case Instruction.Env env -> note(config.environment(env, words, scope));
      case Instruction.Label label -> note(config.label(label, words));
      case Instruction.User user -> note(config.user(user, words));
      case Instruction.Cmd cmd -> note(config.command(cmd));
      case Instruction.Entrypoint entrypoint -> note(config.entrypoint(entrypoint));
      case Instruction.Expose expose -> note(config.expose(expose, words));
      case Instruction.Volume volume -> note(config.volume(volume, words));
      case Instruction.StopSignal stop -> note(config.stopSignal(stop, words));
      case Instruction.HealthCheck check -> note(config.healthcheck(check));
      case Instruction.Shell shell -> note(config.shell(shell));
      case Instruction.OnBuild onBuild -> config.trigger(onBuild);
      case Instruction.Maintainer maintainer -> note(config.maintainer(maintainer));
    }
  }

  private TransferFold transfers() {
    return new TransferFold(planner, stage, words, config.directory());
  }

  private CreatedBy arguments(Instruction.Arg arg) {
    var names = new ArrayList<CreatedBy.Declared>();
    for (var declaration : arg.declarations()) {
      var value = scope.declare(declaration, words::expand);
      names.add(new CreatedBy.Declared(declaration.name().text(), value));
    }
    return new CreatedBy.Declarations(names);
  }

  private void workdir(Instruction.Workdir workdir) {
    var createdBy = config.workdir(workdir, words);
    var directory = Paths.clean(config.directory());
    if (directory.equals("/")) {
      note(createdBy);
    } else {
      var action = new Action.MakeDirectory(directory, config.user());
      make(new MadeStep.Known(workdir, action, createdBy));
    }
  }

  private void make(MadeStep step) {
    made.add(step);
    history.add(new HistoryLine(step.createdBy(), Effect.LAYER));
  }

  private void note(CreatedBy createdBy) {
    history.add(new HistoryLine(createdBy, Effect.CONFIG));
  }
}
