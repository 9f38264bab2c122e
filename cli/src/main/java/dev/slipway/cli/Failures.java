package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.ImageException;
import dev.slipway.registry.RegistryException;
import java.util.LinkedHashMap;

/// Says on standard error what went wrong, and chooses the exit code.
final class Failures {
  /// How a failure is told.
  enum Style {
    /// One message for people.
    TEXT,
    /// With the places in the program that it went through.
    STACK_TRACE,
    /// An event in a stream of JSON objects.
    JSON
  }

  private final Surroundings surroundings;
  private final Style style;

  Failures(Surroundings surroundings, Style style) {
    this.surroundings = surroundings;
    this.style = style;
  }

  /// Says what `failure` means to the user, and how the program exits for it.
  ExitCode report(Throwable failure) {
    // Whatever a thread met that was told to stop: the wish to stop is the reason.
    var early = surroundings.cancellation().reason();
    var code = early.map(Failures::exitCode).orElseGet(() -> exitCode(failure));
    var message = early.map(Failures::message).orElseGet(() -> message(failure));
    var err = surroundings.err();
    switch (style) {
      case TEXT -> err.println(HarmlessText.lines(message));
      case STACK_TRACE -> failure.printStackTrace(err);
      case JSON -> {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("event", "failed");
        fields.put("exitCode", code.number());
        fields.put("message", message);
        err.println(Json.line(fields));
      }
    }
    return code;
  }

  private static ExitCode exitCode(Cancellation.Reason reason) {
    return switch (reason) {
      case Cancellation.Reason.Signal _ -> ExitCode.CANCELLED;
      case Cancellation.Reason.TimeOver _ -> ExitCode.TIMEOUT;
    };
  }

  private static String message(Cancellation.Reason reason) {
    return switch (reason) {
      case Cancellation.Reason.Signal _ -> "slipway: cancelled";
      case Cancellation.Reason.TimeOver(var allowed) ->
          "slipway: not done within %s (--timeout), so it was ended; what was finished is kept"
              .formatted(allowed);
    };
  }

  private static ExitCode exitCode(Throwable failure) {
    return switch (failure) {
      case CommandException e -> e.exitCode();
      case RegistryException e -> exitCode(e);
      case BuildException e -> exitCode(e);
      case DockerfileException _ -> ExitCode.DOCKERFILE;
      default -> ExitCode.FAILURE;
    };
  }

  private static ExitCode exitCode(RegistryException failure) {
    return switch (failure) {
      case RegistryException.Denied _ -> ExitCode.DENIED;
      case RegistryException.Cancelled _ -> ExitCode.CANCELLED;
      case RegistryException.DiskFailed _ -> ExitCode.FAILURE;
      case RegistryException.NotFound _,
          RegistryException.Mismatch _,
          RegistryException.Unreachable _,
          RegistryException.Refused _,
          RegistryException.Malformed _ ->
          ExitCode.REGISTRY;
    };
  }

  private static ExitCode exitCode(BuildException failure) {
    return switch (failure) {
      case BuildException.Definition _, BuildException.NotSupported _ -> ExitCode.DOCKERFILE;
      case BuildException.StepFailed _ -> ExitCode.RUN_FAILED;
      case BuildException.SandboxUnavailable _ -> ExitCode.DENIED;
      case BuildException.Malformed _ -> ExitCode.FAILURE;
      case BuildException.OverLimit _ -> ExitCode.LIMIT;
      case BuildException.MachineFailed _ -> ExitCode.FAILURE;
      case BuildException.Cancelled _ -> ExitCode.CANCELLED;
    };
  }

  private static String message(Throwable failure) {
    return switch (failure) {
      case CommandException e -> text(e);
      case RegistryException e -> e.text();
      case BuildException e -> text(e);
      case DockerfileException.Invalid e -> e.render().stripTrailing();
      case DockerfileException e -> text(e);
      case ImageException e -> text(e);
      case OutOfMemoryError _ ->
          "slipway: out of memory. Give the program more with SLIPWAY_JAVA_OPTIONS=-Xmx…";
      default ->
          "slipway: an error in Slipway itself: %s. Run again with --stacktrace and report it."
              .formatted(failure);
    };
  }

  private static String text(RuntimeException failure) {
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
