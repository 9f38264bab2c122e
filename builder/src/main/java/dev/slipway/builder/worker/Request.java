package dev.slipway.builder.worker;

import dev.slipway.builder.store.StoredLayer;
import java.nio.file.Path;
import java.util.List;

/// What a build asks of its worker.
sealed interface Request permits Request.Prepare, RunRequest, Request.Remove, Request.Cancel {
  /// Make the snapshots of these layers, lowest first.
  record Prepare(List<StoredLayer> layers) implements Request {}

  /// Remove the folder and all below it, whoever owns it.
  record Remove(Path folder) implements Request {}

  /// End the request of this number at once.
  record Cancel(long number) implements Request {}
}
