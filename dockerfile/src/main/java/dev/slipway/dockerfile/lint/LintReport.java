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

  /// The rules that were broken and whose warnings the file wants to be errors, by name.
  ///
  /// Our own rules are none of them: a file that builds elsewhere builds here, too.
  public List<String> violated() {
    return failing
        ? warnings.stream()
            .map(Warning::rule)
            .filter(rule -> rule.origin() == Rule.Origin.BUILDKIT)
            .map(Rule::id)
            .distinct()
            .sorted()
            .toList()
        : List.of();
  }

  /// What BuildKit says when rules are [#violated].
  public Optional<String> violation() {
    var rules = violated();
    return rules.isEmpty()
        ? Optional.empty()
        : Optional.of("lint violation found for rules: " + String.join(", ", rules));
  }

  /// Whether a build that respects the file's wish must stop.
  public boolean stopsBuild() {
    return error.isPresent() || !violated().isEmpty();
  }
}
