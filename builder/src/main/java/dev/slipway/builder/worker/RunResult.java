package dev.slipway.builder.worker;

import dev.slipway.builder.layer.LayerSummary;
import dev.slipway.builder.sandbox.Outcome;

/// How the run of a command ended.
public sealed interface RunResult {
  /// The command ended well, and its layer is written.
  ///
  /// @param layer what is known of the layer
  record Changed(LayerSummary layer) implements RunResult {}

  /// The command did not end well; it leaves nothing.
  ///
  /// @param outcome how it ended
  record Failed(Outcome outcome) implements RunResult {}
}
