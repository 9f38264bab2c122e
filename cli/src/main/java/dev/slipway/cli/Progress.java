package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildListener;
import dev.slipway.registry.CopyEvent;

/// Renders on standard error what happens in a build.
interface Progress extends BuildListener {
  /// Renders what happens when an image is written or pushed.
  CopyEvent.Listener transfers();

  /// Says something that the user should know.
  default void warn(String message) {
    heard(new BuildEvent.Warned(message));
  }

  /// The way that `--progress` and `--quiet` ask for.
  static Progress of(Arguments arguments, Surroundings surroundings) {
    var how = arguments.has("--quiet") ? "quiet" : arguments.value("--progress").orElse("auto");
    return switch (how) {
      case "auto", "plain" -> new PlainProgress(surroundings.err());
      case "rawjson" -> new JsonProgress(surroundings.err());
      case "quiet" -> new QuietProgress();
      default ->
          throw new CommandException.Usage(
              "slipway build: --progress %s is none of auto, plain, quiet and rawjson"
                  .formatted(how));
    };
  }
}
