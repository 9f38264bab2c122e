package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.DockerfileException;
import java.util.List;
import java.util.Optional;

/// What a check of a file found: warnings by line, and the error that a build would stop at, if the
/// check came upon one. `failing` tells that the file asks for warnings to be errors.
public record LintReport(
    List<Warning> warnings, Optional<DockerfileException> error, boolean failing) {
  /// Copies the warnings.
  public LintReport {
    warnings = List.copyOf(warnings);
  }

  /// Whether a build that respects the file's wish must stop.
  public boolean stopsBuild() {
    return error.isPresent() || (failing && !warnings.isEmpty());
  }
}
