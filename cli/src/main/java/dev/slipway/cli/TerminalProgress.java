package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.cli.terminal.Board;
import dev.slipway.cli.terminal.Display;
import dev.slipway.cli.terminal.Sizing;
import dev.slipway.image.Descriptor;
import dev.slipway.registry.CopyEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What happens, as a picture on a terminal that changes while it happens.
final class TerminalProgress implements Progress {
  private final Board board;
  private final Display display;

  /// Begins the picture.
  ///
  /// @param title what is going on: "Building"
  TerminalProgress(Surroundings surroundings, String title) {
    board = new Board(title, System.nanoTime());
    display =
        surroundings.colourful()
            ? Display.inColours(board, surroundings.err(), new Sizing())
            : Display.withoutColours(board, surroundings.err(), new Sizing());
  }

  @Override
  public void heard(BuildEvent event) {
    long now = System.nanoTime();
    switch (event) {
      case BuildEvent.BaseResolved(var name, var manifest, var note) -> {
        var text = "FROM %s is %s".formatted(name, manifest.brief());
        noted(text + note.map(" (%s)"::formatted).orElse(""), now);
      }
      case BuildEvent.SourcePinned(var name, var identity, var note) ->
          noted(
              "%s is %s".formatted(name, identity) + note.map(" (%s)"::formatted).orElse(""), now);
      case BuildEvent.Planned _ -> {}
      case BuildEvent.Waiting(var subject, var reason) -> {
        board.begin(new Wait(subject), "waiting for " + subject, now);
        said(new Wait(subject), reason);
      }
      case BuildEvent.Resumed(var subject, var _) -> board.done(new Wait(subject), now);
      case BuildEvent.StepStarted(var step) -> board.begin(step.number(), title(step), now);
      case BuildEvent.StepCached(var step) -> board.cached(step.number(), title(step), now);
      case BuildEvent.StepOutput(var step, var _, var bytes) ->
          board.wrote(step.number(), bytes.toArray());
      // Below the step's line, which is often too long for more to be seen at its end.
      case BuildEvent.StepWaiting(var step, var reason) ->
          said(step.number(), "waiting: " + reason);
      case BuildEvent.StepResumed(var step, var waited) ->
          said(
              step.number(),
              String.format(Locale.ROOT, "waited %.1fs", waited.toMillis() / 1000.0));
      case BuildEvent.StepFinished(var step, var _) -> board.done(step.number(), now);
      case BuildEvent.StepFailed(var step, var _) -> board.failed(step.number(), now);
      case BuildEvent.LayerFetched(var blob, var done, var size) -> {
        if (board.isNew(blob)) {
          board.begin(blob, "fetching " + blob.brief(), now);
        }
        board.tell(blob, done < size ? moved(done, size) : Sizes.text(size));
        if (done == size) {
          board.done(blob, now);
        }
      }
      case BuildEvent.ExportStarted(var place) -> board.begin(place, "writing to " + place, now);
      case BuildEvent.ExportFinished(var place, var digest, var _) -> {
        board.tell(place, digest.brief());
        board.done(place, now);
      }
      case BuildEvent.Checked(var warnings) ->
          warnings.forEach(warning -> board.warn(warning.toString()));
      case BuildEvent.Warned(var message) -> board.warn(message);
    }
  }

  /// Something that is waited for.
  private record Wait(String subject) {}

  private void noted(String text, long now) {
    board.begin(text, text, now);
    board.done(text, now);
  }

  private void said(Object job, String line) {
    board.wrote(job, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String title(BuildEvent.Step step) {
    return "[%s %d/%d] %s".formatted(step.stage(), step.index(), step.of(), step.text());
  }

  private static String moved(long done, long size) {
    return Sizes.text(done) + " / " + Sizes.text(size);
  }

  /// A blob that travels, apart from the same one that came here before.
  private record Travel(Descriptor content) {}

  @Override
  public CopyEvent.Listener transfers() {
    return event -> {
      long now = System.nanoTime();
      switch (event) {
        case CopyEvent.Started(var content) ->
            board.begin(new Travel(content), "copying " + content.digest().brief(), now);
        case CopyEvent.Moved(var content, var done) ->
            board.tell(new Travel(content), moved(done, content.size()));
        case CopyEvent.Arrived(var content, var arrival) -> {
          board.tell(
              new Travel(content),
              Sizes.text(content.size())
                  + switch (arrival) {
                    case PRESENT -> ", already there";
                    case MOUNTED -> ", mounted from another repository";
                    case SENT -> "";
                  });
          board.done(new Travel(content), now);
        }
        case CopyEvent.Tagged(var manifest, var tag) -> {
          noted("tagging %s %s".formatted(manifest.digest().brief(), tag), now);
        }
      }
    };
  }

  @Override
  public void close() {
    display.close();
  }
}
