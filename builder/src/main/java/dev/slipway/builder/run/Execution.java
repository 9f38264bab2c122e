package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.PlannedStage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One execution of a plan.
///
/// Stages begin when somebody needs them and run at once; each is executed once, whoever asks. When
/// one fails the others are stopped.
public final class Execution implements AutoCloseable {
  // More stages than this are not reached one through the other.
  private static final int DEEP = 50;
  private static final int PATIENCE_SECONDS = 10;

  private record Begun(StageExecution stage, Once<Chain> result) {}

  private final Map<Integer, Begun> stages;
  private final Optional<Instant> epoch;
  // They wait for files, commands and each other; the work itself is bounded elsewhere.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> Thread.ofPlatform().name("stage").daemon().unstarted(work));
  private final List<Integer> inOrder;
  private final Trees trees;
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  /// Prepares the execution of `plan` with what `surroundings` offer.
  public Execution(Plan plan, Surroundings surroundings) {
    trees = new Trees(surroundings.supply());
    epoch = plan.epoch();
    inOrder = plan.stages().stream().map(PlannedStage::index).toList();
    stages =
        plan.stages().stream()
            .collect(Collectors.toMap(PlannedStage::index, stage -> prepared(stage, surroundings)));
  }

  private Begun prepared(PlannedStage stage, Surroundings surroundings) {
    var execution = new StageExecution(stage, this, trees, surroundings);
    return new Begun(execution, new Once<>(() -> watched(execution)));
  }

  // What fails first stops the others, and their complaints about that are not what went wrong.
  private Chain watched(StageExecution stage) {
    try {
      return stage.execute();
    } catch (RuntimeException | Error e) {
      firstFailure.compareAndSet(null, e);
      threads.shutdownNow();
      throw first(e);
    }
  }

  private RuntimeException first(Throwable otherwise) {
    var first = firstFailure.get();
    return switch (first == null ? otherwise : first) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case Throwable failure -> new IllegalStateException(failure);
    };
  }

  /// The layers of the stage, executed as far as the cache does not know them. Waits on the calling
  /// thread, and executes on others, which an interrupt of this one stops.
  ///
  /// @throws BuildException.Cancelled when the thread is interrupted
  /// @throws RuntimeException what a step threw, the first that failed
  public Chain execute(int stage) {
    try {
      return threads
          .submit(
              () -> {
                keyDeepPlans();
                return result(stage);
              })
          .get();
    } catch (InterruptedException e) {
      firstFailure.compareAndSet(null, new BuildException.Cancelled());
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw first(e);
    } catch (ExecutionException e) {
      throw first(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /// Makes the keys of a plan of very many stages from the first to the last. Otherwise a stage
  /// asks for those of the stages below when it needs them, which those do in turn: a stack is not
  /// that deep.
  void keyDeepPlans() {
    if (inOrder.size() > DEEP) {
      inOrder.forEach(index -> stage(index).recipes());
    }
  }

  private Chain result(int stage) {
    return begun(stage).result().result();
  }

  /// What the cache would be asked for each step of the stage, and what it knows.
  public StageExecution stage(int index) {
    return begun(index).stage();
  }

  /// The time that SOURCE_DATE_EPOCH sets.
  Optional<Instant> epoch() {
    return epoch;
  }

  /// Lets the stage begin, if nobody has.
  void begin(int stage) {
    try {
      begun(stage).result().begin(threads);
    } catch (RejectedExecutionException e) {
      throw first(new BuildException.Cancelled());
    }
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
    awaitEnd();
    trees.close();
  }

  // Nothing of a build goes on after it; what waits for a silent server is left to its time limit.
  private void awaitEnd() {
    boolean interrupted = Thread.interrupted();
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
