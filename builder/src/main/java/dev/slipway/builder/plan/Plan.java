package dev.slipway.builder.plan;

import dev.slipway.image.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that a build will do for one platform.
///
/// @param platform the platform of the result
/// @param stages the stages that take part, each after those that it needs; the last is the target
/// @param left the names of the stages that nothing needs
/// @param unusedArguments build arguments that were given and that no ARG declares
/// @param epoch the time that SOURCE_DATE_EPOCH sets
public record Plan(
    Platform platform,
    List<PlannedStage> stages,
    List<String> left,
    Set<String> unusedArguments,
    Optional<Instant> epoch) {

  /// Copies the collections.
  public Plan {
    stages = List.copyOf(stages);
    left = List.copyOf(left);
    unusedArguments = Set.copyOf(unusedArguments);
  }

  /// The stage whose result is wanted.
  public PlannedStage target() {
    return stages.getLast();
  }
}
