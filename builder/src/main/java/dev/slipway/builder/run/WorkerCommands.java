package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent.StepOutput.Stream;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.RunRequest;
import dev.slipway.builder.worker.RunResult;
import dev.slipway.builder.worker.Rung;
import dev.slipway.builder.worker.StepOutput;
import dev.slipway.builder.worker.Worker;
import dev.slipway.builder.worker.WorkerSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Runs commands in a worker, which is started when the first command is expected and ends with the
/// build.
public final class WorkerCommands implements Commands, AutoCloseable {
  private static final int SIGNALLED = 128;
  private static final int NOT_EXECUTABLE = 126;
  private static final int NO_SUCH_FILE = 2;

  private final AtomicBoolean expected = new AtomicBoolean();
  private final Once<Rung> rung = new Once<>(() -> Rung.of(Facts.gather()));
  private final Once<Worker> worker;

  /// @param program the command line that runs the worker's program in a JVM of its own
  /// @param store where snapshots are kept
  /// @param warnings hears what works, but slower than it could
  public WorkerCommands(List<String> program, Store store, Consumer<String> warnings) {
    worker = new Once<>(() -> started(program, store, warnings));
  }

  private Worker started(List<String> program, Store store, Consumer<String> warnings) {
    var started = Worker.start(new WorkerSettings(program, store.snapshots(), rung.result()));
    if (started.overlay() == Overlay.COPIES) {
      warnings.accept(
          "no overlay can be mounted in %s (%s), so each RUN works on a copy of all its files; SLIPWAY_HOME on ext4, xfs, btrfs or tmpfs is faster, and so is the package fuse-overlayfs with /dev/fuse"
              .formatted(store.snapshots(), started.obstacle()));
    }
    return started;
  }

  @Override
  public void expect() {
    if (expected.compareAndSet(false, true)) {
      worker.begin(task -> Thread.ofPlatform().daemon().name("start-worker").start(task));
    }
  }

  @Override
  public String users() {
    return switch (rung.result()) {
      // Nothing will be run; the worker says why.
      case Rung.Missing _ -> "none";
      case Rung.Root _, Rung.Mapped _, Rung.Inherited _ -> rung.result().label();
    };
  }

  @Override
  public Outcome run(RunRequest request, BiConsumer<Stream, byte[]> output) {
    expected.set(true);
    var result = worker.result().run(request, passedTo(output));
    return switch (result) {
      case RunResult.Changed(var layer) -> new Outcome.Succeeded(layer.diffId());
      case RunResult.Failed(var outcome) -> failed(outcome);
    };
  }

  private static Outcome failed(dev.slipway.builder.sandbox.Outcome outcome) {
    return switch (outcome) {
      case dev.slipway.builder.sandbox.Outcome.Exited(int code) ->
          new Outcome.Failed(code, "exit code " + code);
      case dev.slipway.builder.sandbox.Outcome.Killed(int signal) ->
          new Outcome.Failed(
              SIGNALLED + signal,
              "signal %d ended it (exit code %d)".formatted(signal, SIGNALLED + signal));
      case dev.slipway.builder.sandbox.Outcome.NotStarted(var reason, int errno) ->
          errno == NO_SUCH_FILE
              ? new Outcome.NotFound(reason)
              : new Outcome.Failed(NOT_EXECUTABLE, "it could not be started: " + reason);
    };
  }

  private static StepOutput passedTo(BiConsumer<Stream, byte[]> output) {
    return new StepOutput() {
      @Override
      public void output(byte[] bytes) {
        output.accept(Stream.OUT, bytes);
      }

      @Override
      public void errors(byte[] bytes) {
        output.accept(Stream.ERROR, bytes);
      }
    };
  }

  @Override
  public void close() {
    if (!expected.get()) {
      return;
    }
    // One that is being started just now has to be ended too, so nothing interrupts the wait.
    boolean interrupted = Thread.interrupted();
    try {
      worker.result().close();
    } catch (BuildException.SandboxUnavailable e) {
      // Whoever needed it has been told.
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
