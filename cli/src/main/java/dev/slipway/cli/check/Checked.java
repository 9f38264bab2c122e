package dev.slipway.cli.check;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.LintReport;
import java.util.Optional;

/// A file and what its check found.
///
/// @param source the file, under the name that reports use
/// @param report the findings
public record Checked(Source source, LintReport report) {
  /// Why a build would stop: an error, or warnings that the file wants to be errors.
  public Optional<String> problem() {
    return report.error().map(DockerfileException::problem).or(report::violation);
  }

  /// Where that is, when it is at one place of this file.
  public Optional<Span> problemSpan() {
    return report.error().flatMap(this::spanOf);
  }

  private Optional<Span> spanOf(DockerfileException error) {
    return error instanceof DockerfileException.Invalid invalid
            && invalid.source().text().equals(source.text())
        ? Optional.of(invalid.span())
        : Optional.empty();
  }
}
