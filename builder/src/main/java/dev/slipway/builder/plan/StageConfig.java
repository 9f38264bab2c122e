package dev.slipway.builder.plan;

import dev.slipway.image.ContainerConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the image of a stage runs. It does not change, and equals only itself.
///
/// Most stages never become an image. So this is what the stage found and what it changed, and one
/// config only when somebody asks.
public final class StageConfig {
  private final ContainerConfig rest;
  private final Map<String, String> variables;
  private final String workingDirectory;

  // Whoever puts it together gets the same, so it does not matter if two do.
  private @Nullable ContainerConfig whole;

  // Of a fold, which does not write into the variables any more.
  StageConfig(ContainerConfig rest, Map<String, String> variables, String workingDirectory) {
    this.rest = rest;
    this.variables = variables;
    this.workingDirectory = workingDirectory;
  }

  /// All of it.
  public ContainerConfig container() {
    var known = whole;
    if (known == null) {
      known = assembled();
      whole = known;
    }
    return known;
  }

  private ContainerConfig assembled() {
    var changed = variables.isEmpty() ? rest : rest.withVariables(variables);
    return workingDirectory.equals(changed.workingDirectory().orElse(""))
        ? changed
        : changed.withWorkingDirectory(workingDirectory);
  }
}
