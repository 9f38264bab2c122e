package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildListener;
import dev.slipway.registry.CopyEvent;

/// Renders on standard error what happens in a build or a transfer, until it is closed.
interface Progress extends BuildListener, AutoCloseable {
  /// Renders what happens when an image is written or pushed.
  CopyEvent.Listener transfers();

  /// Says something that the user should know.
  default void warn(String message) {
    heard(new BuildEvent.Warned(message));
  }

  /// Ends the rendering; what is printed afterwards stands below it.
  @Override
  default void close() {}

  /// `--progress`.
  static Flag flag() {
    return Flag.value(
        "HOW",
        "What is shown on standard error: auto, tty (a picture of what is going on), plain (a line"
            + " for each thing that happens), rawjson (the same as objects) or quiet. Default: auto,"
            + " which is tty on a terminal and else plain.",
        "--progress");
  }

  /// `--quiet`.
  static Flag quietFlag() {
    return Flag.toggle("The same as --progress quiet.", "-q", "--quiet");
  }

  /// The way that `--progress` and `--quiet` ask for.
  ///
  /// @param verb the command that they are flags of
  /// @param title what the command does: "Building"
  static Progress of(String verb, String title, Arguments arguments, Surroundings surroundings) {
    var how = arguments.has("--quiet") ? "quiet" : arguments.value("--progress").orElse("auto");
    return switch (how) {
      case "auto" ->
          surroundings.picturesque()
              ? new TerminalProgress(surroundings, title)
              : new PlainProgress(surroundings.err());
      case "tty" -> {
        if (surroundings.picturesque()) {
          yield new TerminalProgress(surroundings, title);
        }
        surroundings
            .err()
            .println(
                "standard error is no terminal that can be painted on: plain progress follows");
        yield new PlainProgress(surroundings.err());
      }
      case "plain" -> new PlainProgress(surroundings.err());
      case "rawjson" -> new JsonProgress(surroundings.err());
      case "quiet" -> new QuietProgress();
      default ->
          throw new CommandException.Usage(
              "slipway %s: --progress %s is none of auto, tty, plain, rawjson and quiet"
                  .formatted(verb, how));
    };
  }
}
