package dev.slipway.builder.plan;

import dev.slipway.image.ContainerConfig;
import java.util.Map;

/// How the image of a stage runs. It does not change.
///
/// Most stages never become an image. So this is what the stage found and what it changed, and one
/// config only when somebody asks.
public final class StageConfig {
  private final ContainerConfig others;
  private final Map<String, String> variables;
  private final String workingDirectory;

  // Of a fold, which does not write into the variables any more.
  StageConfig(ContainerConfig others, Map<String, String> variables, String workingDirectory) {
    this.others = others;
    this.variables = variables;
    this.workingDirectory = workingDirectory;
  }

  /// All of it.
  public ContainerConfig container() {
    var whole = variables.isEmpty() ? others : others.withVariables(variables);
    return workingDirectory.equals(whole.workingDirectory().orElse(""))
        ? whole
        : whole.withWorkingDirectory(workingDirectory);
  }
}
