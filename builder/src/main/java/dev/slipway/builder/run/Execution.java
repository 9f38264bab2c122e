package dev.slipway.builder.run;

import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.PlannedStage;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// One execution of a plan.
///
/// Stages begin when somebody needs them and run at once; each is executed once, whoever asks. When
/// one fails the others are stopped.
public final class Execution implements AutoCloseable {
  private record Begun(StageExecution stage, Once<Chain> result) {}

  private final Map<Integer, Begun> stages;
  // They wait for files, commands and each other; the work itself is bounded elsewhere.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("stage-", 0).daemon().factory());
  private final Trees trees;

  /// Prepares the execution of `plan` with what `surroundings` offer.
  public Execution(Plan plan, Surroundings surroundings) {
    trees = new Trees(surroundings.supply());
    stages =
        plan.stages().stream()
            .collect(Collectors.toMap(PlannedStage::index, stage -> prepared(stage, surroundings)));
  }

  private Begun prepared(PlannedStage stage, Surroundings surroundings) {
    var execution = new StageExecution(stage, this, trees, surroundings);
    return new Begun(execution, new Once<>(execution::execute));
  }

  /// The layers of the stage, executed as far as the cache does not know them.
  ///
  /// @throws RuntimeException what a step threw
  public Chain result(int stage) {
    try {
      return begun(stage).result().result();
    } catch (RuntimeException | Error e) {
      threads.shutdownNow();
      throw e;
    }
  }

  /// What the cache would be asked for each step of the stage, and what it knows.
  public StageExecution stage(int index) {
    return begun(index).stage();
  }

  /// Lets the stage begin, if nobody has.
  void begin(int stage) {
    begun(stage).result().begin(threads);
  }

  private Begun begun(int stage) {
    return Objects.requireNonNull(stages.get(stage), "a stage of the plan");
  }

  /// The layers of what a stage stands on or copies from.
  Chain chain(Basis basis) {
    return switch (basis) {
      case Basis.Scratch _ -> Chain.EMPTY;
      case Basis.Image image -> Chain.of(image.layers());
      case Basis.Stage(int index) -> result(index);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    trees.close();
  }
}
