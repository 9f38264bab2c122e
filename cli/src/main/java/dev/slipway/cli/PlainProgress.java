package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.registry.CopyEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Lines in the manner of buildx: `#5 [build 2/4] RUN make`, `#5 0.3 …`, `#5 DONE 1.2s`.
///
/// Steps may be executed at once; the number in front tells whose line it is. What a command
/// writes appears line by line and is never cut short.
final class PlainProgress implements Progress {
  private final PrintStream err;
  private final Map<Integer, Output> outputs = new HashMap<>();

  PlainProgress(PrintStream err) {
    this.err = err;
  }

  /// What a step has written since its last newline.
  private static final class Output {
    private final long begin = System.nanoTime();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  }

  @Override
  public void heard(BuildEvent event) {
    switch (event) {
      case BuildEvent.BaseResolved(var name, var manifest, var note) ->
          say(
              "FROM %s is %s%s\n"
                  .formatted(name, manifest, note.map(text -> " (" + text + ")").orElse("")));
      case BuildEvent.SourcePinned(var name, var identity, var note) ->
          say(
              "%s is %s%s\n"
                  .formatted(name, identity, note.map(text -> " (" + text + ")").orElse("")));
      case BuildEvent.Planned(var _, var left) -> {
        if (!left.isEmpty()) {
          say("not needed: %s\n".formatted(String.join(", ", left)));
        }
      }
      case BuildEvent.Waiting(var subject, var reason) ->
          say("waiting for %s: %s\n".formatted(subject, reason));
      case BuildEvent.Resumed(var subject, var waited) ->
          say("waited %s for %s\n".formatted(seconds(waited), subject));
      case BuildEvent.StepStarted(var step) -> {
        outputs.put(step.number(), new Output());
        say(title(step) + "\n");
      }
      case BuildEvent.StepCached(var step) ->
          say("%s\n#%d CACHED\n".formatted(title(step), step.number()));
      case BuildEvent.StepOutput(var step, var _, var bytes) ->
          wrote(step.number(), bytes.toArray());
      case BuildEvent.StepWaiting(var step, var reason) ->
          say("#%d waiting: %s\n".formatted(step.number(), reason));
      case BuildEvent.StepResumed(var step, var waited) ->
          say("#%d waited %s\n".formatted(step.number(), seconds(waited)));
      case BuildEvent.StepFinished(var step, var took) -> {
        finish(step.number());
        say("#%d DONE %s\n".formatted(step.number(), seconds(took)));
      }
      case BuildEvent.StepFailed(var step, var took) -> {
        finish(step.number());
        say("#%d ERROR %s\n".formatted(step.number(), seconds(took)));
      }
      case BuildEvent.LayerFetched(var blob, var done, var size) -> {
        if (done == size) {
          say("fetched %s %s\n".formatted(blob.brief(), Sizes.text(size)));
        }
      }
      case BuildEvent.ExportStarted(var place) -> say("writing to " + place + "\n");
      case BuildEvent.ExportFinished(var place, var digest, var took) ->
          say("wrote %s to %s %s\n".formatted(digest, place, seconds(took)));
      case BuildEvent.Checked(var warnings) -> say(CheckSummary.of(warnings));
      case BuildEvent.Warned(var message) -> say("warning: " + message + "\n");
    }
  }

  @Override
  public CopyEvent.Listener transfers() {
    return new TransferProgress(err);
  }

  /// What a command writes is its own affair; nobody else is to move the cursor.
  private void say(String text) {
    err.print(HarmlessText.lines(text));
  }

  private static String title(BuildEvent.Step step) {
    return "#%d [%s %d/%d] %s"
        .formatted(step.number(), step.stage(), step.index(), step.of(), step.text());
  }

  private void wrote(int step, byte[] bytes) {
    var output = outputs.computeIfAbsent(step, _ -> new Output());
    for (byte b : bytes) {
      if (b == '\n') {
        print(step, output);
      } else {
        output.line.write(b);
      }
    }
  }

  private void finish(int step) {
    var output = outputs.remove(step);
    if (output != null && output.line.size() > 0) {
      print(step, output);
    }
  }

  private void print(int step, Output output) {
    var time = Duration.ofNanos(System.nanoTime() - output.begin);
    var text = output.line.toString(StandardCharsets.UTF_8).stripTrailing();
    output.line.reset();
    err.printf(Locale.ROOT, "#%d %.3f %s%n", step, time.toMillis() / 1000.0, text);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
  }
}
