package dev.slipway.builder;

import dev.slipway.builder.store.Pruning;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.Rung;
import dev.slipway.builder.worker.Worker;
import dev.slipway.builder.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Frees room in the local store, with a sandbox worker where files belong to mapped users.
public final class Cleaning implements AutoCloseable {
  private final BuilderSettings settings;
  private Optional<Worker> worker = Optional.empty();

  private Cleaning(BuilderSettings settings) {
    this.settings = settings;
  }

  /// Removes what no named image needs and no build has used since `usedSince`.
  ///
  /// @return what was removed, or nothing when a build has the store open
  /// @throws BuildException when the store cannot be read or written
  public static Optional<Pruning.Removed> prune(BuilderSettings settings, Instant usedSince) {
    try (var cleaning = new Cleaning(settings)) {
      return Pruning.prune(settings.store(), usedSince, cleaning::remove);
    }
  }

  /// Says what [#prune] would remove.
  ///
  /// @return that, or nothing when a build has the store open
  /// @throws BuildException when the store cannot be read
  public static Optional<Pruning.Removed> preview(BuilderSettings settings, Instant usedSince) {
    return Pruning.preview(settings.store(), usedSince);
  }

  /// Only a store with snapshots needs a worker, so it is started for the first of them.
  private void remove(Path snapshot) {
    if (worker.isEmpty()) {
      var snapshots = settings.store().toAbsolutePath().normalize().resolve("snapshots");
      worker =
          Optional.of(
              Worker.start(
                  new WorkerSettings(
                      settings.workerProgram(), snapshots, Rung.of(Facts.gather()))));
    }
    worker.get().remove(snapshot);
  }

  @Override
  public void close() {
    worker.ifPresent(Worker::close);
  }
}
