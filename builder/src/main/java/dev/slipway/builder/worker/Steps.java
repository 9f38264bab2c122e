package dev.slipway.builder.worker;

import dev.slipway.builder.layer.LayerSummary;
import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.sandbox.Outcome;
import dev.slipway.builder.sandbox.Running;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.snapshot.Snapshots;
import dev.slipway.builder.snapshot.UpperChanges;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs commands: snapshot, sandbox, command, layer, next snapshot.
final class Steps {
  private static final int CHUNK = 32 * 1024;

  private final Yard yard;
  private final Snapshots snapshots;

  Steps(Yard yard, Snapshots snapshots) {
    this.yard = yard;
    this.snapshots = snapshots;
  }

  void prepare(List<StoredLayer> layers) throws IOException {
    snapshots.stack(layers);
  }

  RunResult run(RunRequest request, Task task, Consumer<Answer> listener) throws IOException {
    var lowers = snapshots.stack(request.layers());
    var draft = snapshots.draft(lowers);
    boolean adopted = false;
    try {
      Outcome outcome;
      try (var attached = Attached.open(yard, snapshots, request.attachments());
          var sandbox = yard.open(lowers, draft.tree(), draft.work())) {
        var running = sandbox.start(request.command(), isolation(request, attached.mounts()));
        outcome = perform(running, task, listener);
      }
      if (task.isCancelled() || !outcome.equals(new Outcome.Exited(0))) {
        return new RunResult.Failed(outcome);
      }
      var layer = layer(draft.tree(), lowers, request.result());
      snapshots.adopt(draft, name(request.layers(), layer.diffId()));
      adopted = true;
      return new RunResult.Changed(layer);
    } finally {
      if (!adopted) {
        snapshots.discard(draft);
      }
    }
  }

  // What lies in another mount is laid after it.
  private static Isolation isolation(RunRequest request, List<Mount> attached) {
    var isolation = request.isolation();
    return isolation.with(
        Stream.concat(isolation.mounts().stream(), attached.stream())
            .sorted(Comparator.comparing(Mount::target))
            .toList());
  }

  private static Outcome perform(Running running, Task task, Consumer<Answer> listener)
      throws IOException {
    task.runs(running);
    var pumps =
        List.of(
            pump(running.output(), bytes -> listener.accept(new Answer.Output(bytes))),
            pump(running.errors(), bytes -> listener.accept(new Answer.Errors(bytes))));
    try {
      return running.finish();
    } finally {
      pumps.forEach(Steps::await);
    }
  }

  private static Thread pump(InputStream source, Consumer<Bytes> target) {
    return Thread.ofPlatform()
        .daemon()
        .name("slipway-output")
        .start(
            () -> {
              var chunk = new byte[CHUNK];
              try (source) {
                for (int count = source.read(chunk); count > 0; count = source.read(chunk)) {
                  target.accept(Bytes.of(chunk, 0, count));
                }
              } catch (IOException e) {
                target.accept(Bytes.of("[output lost: " + e.getMessage() + "]\n"));
              }
            });
  }

  // The streams end when the last process has ended, which is before anybody waits here.
  private static void await(Thread pump) {
    boolean interrupted = false;
    while (pump.isAlive()) {
      try {
        pump.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private LayerSummary layer(Path upper, List<Path> lowers, Layers.Draft files) throws IOException {
    try (var view = yard.view(lowers);
        var writer = LayerWriter.create(files.tar(), files.index())) {
      switch (yard.overlay()) {
        case USER, TRUSTED, FUSE -> UpperChanges.write(upper, view.root(), yard.overlay(), writer);
        case COPIES -> UpperChanges.ofCopy(upper, view.root(), writer);
      }
      return writer.finish();
    }
  }

  private static ChainId name(List<StoredLayer> below, Digest diffId) {
    return below.isEmpty()
        ? ChainId.first(diffId)
        : ChainId.of(below.stream().map(StoredLayer::diffId).toList()).then(diffId);
  }
}
