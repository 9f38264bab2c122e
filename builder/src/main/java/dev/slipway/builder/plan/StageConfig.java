package dev.slipway.builder.plan;

import dev.slipway.image.ContainerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the image of a stage runs. It does not change, and equals only itself.
///
/// Most stages never become an image. So this is what the stage found and what it changed, and one
/// config only when somebody asks.
public final class StageConfig {
  private final ContainerConfig rest;
  private final List<CreatedBy.Pair> variables;
  private final String workingDirectory;

  // Whoever puts it together gets the same, so it does not matter if two do.
  private @Nullable ContainerConfig whole;

  // Of a fold, which does not write into the variables any more.
  StageConfig(ContainerConfig rest, List<CreatedBy.Pair> variables, String workingDirectory) {
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
    var changed = withVariables();
    return workingDirectory.equals(changed.workingDirectory().orElse(""))
        ? changed
        : changed.withWorkingDirectory(workingDirectory);
  }

  // With its variables expanded a name may hold a `=`; for the config it ends there, and a variable
  // that is called like that replaces it.
  private ContainerConfig withVariables() {
    var changed = rest;
    var together = new LinkedHashMap<String, String>();
    for (var variable : variables) {
      if (variable.name().indexOf('=') < 0) {
        together.put(variable.name(), variable.value());
      } else {
        changed = changed.withVariables(together).withVariable(variable.name(), variable.value());
        together.clear();
      }
    }
    return together.isEmpty() ? changed : changed.withVariables(together);
  }
}
