package dev.slipway.builder;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.dockerfile.lint.Warning;
import dev.slipway.image.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Something that happened in a build. Counts are absolute, and no total is promised beforehand.
public sealed interface BuildEvent {

  /// Which step of which stage.
  ///
  /// @param number the step's number in the whole build, from 1, in the order of the plan
  /// @param stage the stage's name, or `stage-N`
  /// @param index the step's place in its stage, from 1
  /// @param of how many steps the stage has
  /// @param text the instruction as its author wrote it, on one line
  record Step(int number, String stage, int index, int of, String text) {}

  /// A base image's name was resolved.
  ///
  /// @param name the name as it stands in the Dockerfile
  /// @param manifest the digest of the manifest for the wanted platform
  /// @param note where the answer is from when it is not from the registry
  record BaseResolved(String name, Digest manifest, Optional<String> note) implements BuildEvent {}

  /// It is known what something holds that lies on another machine.
  ///
  /// @param name where it is, without secrets
  /// @param identity what tells its content from any other
  /// @param note where the answer is from when nothing had to be fetched
  record SourcePinned(String name, String identity, Optional<String> note) implements BuildEvent {}

  /// The plan is made.
  ///
  /// @param stages the stages that take part, in the order of the file
  /// @param left the stages that nothing needs
  record Planned(List<String> stages, List<String> left) implements BuildEvent {}

  /// A step is being executed.
  record StepStarted(Step step) implements BuildEvent {}

  /// A step's result was known.
  record StepCached(Step step) implements BuildEvent {}

  /// The command of a step wrote something.
  ///
  /// @param step the step
  /// @param stream where to
  /// @param bytes what, at most some kilobytes; cut anywhere
  record StepOutput(Step step, Stream stream, Bytes bytes) implements BuildEvent {
    /// The two streams of a command.
    public enum Stream {
      /// Standard output.
      OUT,
      /// Standard error.
      ERROR
    }
  }

  /// Work cannot go on, or not begin, because something that it needs is in use elsewhere; not that
  /// of one step alone, which is [StepWaiting].
  ///
  /// @param subject what is waited for
  /// @param reason why it cannot be had, for people
  record Waiting(String subject, String reason) implements BuildEvent {}

  /// What was waited for is there, and the work goes on.
  ///
  /// @param subject what was waited for, as in [Waiting]
  /// @param waited how long it was waited for
  record Resumed(String subject, Duration waited) implements BuildEvent {}

  /// A step cannot go on, because something that it needs alone is in use.
  ///
  /// @param step the step
  /// @param reason what it waits for, for people
  record StepWaiting(Step step, String reason) implements BuildEvent {}

  /// A step has what it waited for, and goes on.
  ///
  /// @param step the step
  /// @param waited how long it waited
  record StepResumed(Step step, Duration waited) implements BuildEvent {}

  /// A step came to its end.
  ///
  /// @param step the step
  /// @param took how long it took
  record StepFinished(Step step, Duration took) implements BuildEvent {}

  /// A step failed, or was stopped because another one did; the build throws what went wrong.
  ///
  /// @param step the step
  /// @param took how long it took
  record StepFailed(Step step, Duration took) implements BuildEvent {}

  /// A layer of a base image is being fetched and read.
  ///
  /// @param blob the digest of the layer's blob
  /// @param done how many bytes of it are here
  /// @param size how many there are
  record LayerFetched(Digest blob, long done, long size) implements BuildEvent {}

  /// The result is being written somewhere.
  ///
  /// @param place where, as the user named it
  record ExportStarted(String place) implements BuildEvent {}

  /// The result stands where it was to be written.
  ///
  /// @param place where, as the user named it
  /// @param digest of the manifest, or for the local store the image's ID
  /// @param took how long it took
  record ExportFinished(String place, Digest digest, Duration took) implements BuildEvent {}

  /// The Dockerfile was checked, and something was found. Told once, at the end.
  ///
  /// @param warnings what was found, by line
  record Checked(List<Warning> warnings) implements BuildEvent {
    /// Copies the warnings.
    public Checked {
      warnings = List.copyOf(warnings);
    }
  }

  /// Something that the user should know and that does not stop the build.
  record Warned(String message) implements BuildEvent {}
}
