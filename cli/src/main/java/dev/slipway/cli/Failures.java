package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.ImageException;
import dev.slipway.registry.RegistryException;

/// Says on standard error what went wrong, and chooses the exit code.
final class Failures {
  private final Surroundings surroundings;
  private final boolean stackTrace;

  Failures(Surroundings surroundings, boolean stackTrace) {
    this.surroundings = surroundings;
    this.stackTrace = stackTrace;
  }

  /// Prints one message, without a stack trace unless it was asked for.
  ExitCode report(Throwable failure) {
    var err = surroundings.err();
    if (surroundings.cancellation().cancelled() && !stackTrace) {
      // Whatever a thread met that was told to stop: the wish to stop is the reason.
      err.println("slipway: cancelled");
      return ExitCode.CANCELLED;
    }
    if (stackTrace) {
      failure.printStackTrace(err);
    } else {
      err.println(message(failure));
    }
    return exitCode(failure);
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
