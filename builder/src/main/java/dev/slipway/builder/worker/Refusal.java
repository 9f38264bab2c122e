package dev.slipway.builder.worker;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Says why nothing can be run here.
final class Refusal {
  private Refusal() {}

  static BuildException.SandboxUnavailable of(List<Rung.Obstacle> obstacles) {
    return new BuildException.SandboxUnavailable(
        "RUN cannot be isolated here:\n%s"
            .formatted(
                obstacles.stream()
                    .map(obstacle -> "  - %s; %s".formatted(obstacle.what(), obstacle.remedy()))
                    .collect(Collectors.joining("\n"))));
  }

  /// The same where all seemed to be there and the attempt failed.
  static BuildException.SandboxUnavailable of(Rung rung, String why, IOException cause) {
    return new BuildException.SandboxUnavailable(
        "cannot start a sandbox for RUN: " + why, rung.remedy(), cause);
  }
}
