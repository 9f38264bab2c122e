package dev.slipway.builder.plan;

import dev.slipway.builder.BuildException;
import dev.slipway.dockerfile.Dockerfile;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// The meaning of the argument `SOURCE_DATE_EPOCH`: a time that stands for "now" in what a build
/// says of itself, so that building again says the same.
///
/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
final class SourceDateEpoch {
  private static final String CONTEXT = "context";

  private SourceDateEpoch() {}

  /// The time that `value` means: seconds since 1970, or the name of a source that has a time.
  /// Folders and images have none, and neither has an empty value.
  ///
  /// @throws BuildException.Definition when it is neither
  /// @throws BuildException.NotSupported when it names a stage
  static Optional<Instant> resolve(String value, Dockerfile dockerfile, PlanSettings settings) {
    if (value.isEmpty() || value.equals(CONTEXT) || settings.contexts().containsKey(value)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(value)));
    } catch (NumberFormatException | DateTimeException e) {
      throw refused(value, dockerfile);
    }
  }

  /// The value that says `time`.
  static String seconds(Instant time) {
    return String.valueOf(time.getEpochSecond());
  }

  private static BuildException refused(String value, Dockerfile dockerfile) {
    for (var stage : dockerfile.stages()) {
      if (stage.name().filter(value::equalsIgnoreCase).isPresent()) {
        return new BuildException.NotSupported(
            "SOURCE_DATE_EPOCH=%s: the time of what a stage downloads is not supported by this version of Slipway; give seconds since 1970"
                .formatted(value));
      }
    }
    return new BuildException.Definition(
        "invalid SOURCE_DATE_EPOCH: '%s' is no number of seconds since 1970, nor the name of a stage or context; `git log -1 --format=%%ct` prints that of a commit"
            .formatted(value));
  }
}
