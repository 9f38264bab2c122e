package dev.slipway.builder;

import java.util.List;

/// What a build would do, and why.
///
/// @param stages the stages that take part, in the order in which they are planned
/// @param left the names of stages that nothing needs
public record Explanation(List<Stage> stages, List<String> left) {
  /// Copies the lists.
  public Explanation {
    stages = List.copyOf(stages);
    left = List.copyOf(left);
  }

  /// A stage.
  ///
  /// @param name its name, or `stage-N`
  /// @param basis what it stands on, in words
  /// @param steps its steps that make layers
  public record Stage(String name, String basis, List<Step> steps) {
    /// Copies the list.
    public Stage {
      steps = List.copyOf(steps);
    }
  }

  /// A step, and what would happen to it.
  public record Step(BuildEvent.Step step, Verdict verdict) {}

  /// What would happen to a step.
  public sealed interface Verdict {
    /// Its result is known.
    record Known() implements Verdict {}

    /// Its result is not known, but nothing that is needed needs it either.
    record NotNeeded() implements Verdict {}

    /// It would be executed, because something that it depends on is not as it was.
    ///
    /// @param what what that is, in words
    record Changed(String what) implements Verdict {}

    /// It would be executed: it never was, or its result is gone.
    record New() implements Verdict {}
  }
}
