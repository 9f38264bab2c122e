package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent.StepOutput.Stream;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.users.Identity;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.RunRequest;
import dev.slipway.builder.worker.RunResult;
import dev.slipway.builder.worker.Rung;
import dev.slipway.builder.worker.StepOutput;
import dev.slipway.builder.worker.Worker;
import dev.slipway.builder.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/// Runs commands in a worker, which is started when the first command is expected and ends with the
/// build.
public final class WorkerCommands implements Commands, AutoCloseable {
  private static final Path RESOLVER = Path.of("/etc/resolv.conf");
  private static final String HOSTNAME = "buildkitsandbox";
  private static final int SIGNALLED = 128;
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final int NO_SUCH_FILE = 2;

  private final AtomicBoolean expected = new AtomicBoolean();
  private final Once<Worker> worker;

  /// @param program the command line that runs the worker's program in a JVM of its own
  /// @param store where snapshots are kept
  public WorkerCommands(List<String> program, Store store) {
    worker =
        new Once<>(
            () ->
                Worker.start(
                    new WorkerSettings(program, store.snapshots(), Rung.of(Facts.gather()))));
  }

  @Override
  public void expect() {
    if (expected.compareAndSet(false, true)) {
      worker.begin(task -> Thread.ofPlatform().daemon().name("start-worker").start(task));
    }
  }

  @Override
  public Outcome run(
      List<StoredLayer> below,
      Action.Run run,
      Identity identity,
      Layers.Draft draft,
      BiConsumer<Stream, byte[]> output) {
    expected.set(true);
    var command =
        new Command(
            run.command(),
            run.environment().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList(),
            run.directory(),
            new Command.User(identity.uid(), identity.gid(), identity.groups()));
    var result =
        worker
            .result()
            .run(new RunRequest(below, command, isolation(run), draft), passedTo(output));
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
          new Outcome.Failed(
              errno == NO_SUCH_FILE ? NOT_FOUND : NOT_EXECUTABLE,
              "it could not be started: " + reason);
    };
  }

  private Isolation isolation(Action.Run run) {
    return new Isolation(
        HOSTNAME,
        switch (run.network()) {
          case HOST -> Isolation.Network.HOST;
          case NONE -> Isolation.Network.NONE;
        },
        List.of(),
        resolver(),
        run.script().map(script -> List.of(mounted(script))).orElse(List.of()));
  }

  // A machine without the file has no name servers, and neither has the command.
  private static String resolver() {
    try {
      return Files.readString(RESOLVER);
    } catch (IOException e) {
      return "";
    }
  }

  private Mount mounted(Action.InlineFile script) {
    return new Mount.Secret(
        dev.slipway.builder.tree.Bytes.of(
            dev.slipway.dockerfile.SourceText.encode(script.content())),
        "/dev/pipes/" + script.name(),
        0755,
        0,
        0);
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
    if (expected.get()) {
      try {
        worker.result().close();
      } catch (BuildException.SandboxUnavailable e) {
        // Whoever needed it has been told.
        return;
      }
    }
  }
}
