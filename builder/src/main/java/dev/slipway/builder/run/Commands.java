package dev.slipway.builder.run;

import dev.slipway.builder.plan.Action;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.users.Identity;
import dev.slipway.image.Digest;
import java.util.List;
import java.util.function.BiConsumer;

/// Runs the commands of a build, each in the file system of the layers below it.
public interface Commands {
  /// Says that a command will probably be run, so that what it needs can be made ready.
  void expect();

  /// Runs a command and writes what it changed as a new layer into `draft`.
  ///
  /// @param below the layers below, lowest first
  /// @param run the command
  /// @param identity who runs it
  /// @param draft takes the layer
  /// @param output hears what the command writes
  /// @return how it ended
  Outcome run(
      List<StoredLayer> below,
      Action.Run run,
      Identity identity,
      Layers.Draft draft,
      BiConsumer<dev.slipway.builder.BuildEvent.StepOutput.Stream, byte[]> output);

  /// How a command ended.
  sealed interface Outcome {
    /// With success; the layer is written.
    ///
    /// @param diffId the digest of the layer's tar
    record Succeeded(Digest diffId) implements Outcome {}

    /// Without success; nothing is left of it.
    ///
    /// @param exitCode its own; 128 and the number of the signal that ended it; 126 or 127 when it
    ///     could not be started
    /// @param reason how it ended, in words
    record Failed(int exitCode, String reason) implements Outcome {}
  }
}
