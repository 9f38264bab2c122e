package dev.slipway.builder.run;

import dev.slipway.builder.worker.RunRequest;
import dev.slipway.image.Digest;
import java.util.function.BiConsumer;

/// Runs the commands of a build, each in the file system of the layers below it.
public interface Commands {
  /// Says that a command will probably be run, so that what it needs can be made ready.
  void expect();

  /// A name for the way in which the users of commands are mapped: what they own belongs to it.
  String users();

  /// Runs a command and writes what it changed as a new layer.
  ///
  /// @param request the command, what it runs on, and where its layer goes
  /// @param output hears what the command writes
  /// @return how it ended
  Outcome run(
      RunRequest request,
      BiConsumer<dev.slipway.builder.BuildEvent.StepOutput.Stream, byte[]> output);

  /// How a command ended.
  sealed interface Outcome {
    /// With success; the layer is written.
    ///
    /// @param diffId the digest of the layer's tar
    record Succeeded(Digest diffId) implements Outcome {}

    /// Without success; nothing is left of it.
    ///
    /// @param exitCode its own; 128 and the number of the signal that ended it; 126 when it
    ///     could not be started
    /// @param reason how it ended, in words
    record Failed(int exitCode, String reason) implements Outcome {}

    /// Not at all: there is no such program, or it needs what is not there.
    ///
    /// @param reason what the kernel said
    record NotFound(String reason) implements Outcome {
      /// What shells make of it.
      static final int EXIT_CODE = 127;
    }
  }
}
