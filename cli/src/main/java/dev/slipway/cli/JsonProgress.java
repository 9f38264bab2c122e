package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.image.Descriptor;
import dev.slipway.registry.CopyEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// One JSON object a line, for programs: `event` says its kind, `time` when it happened.
///
/// docs/commands.md says what each event holds. Fields may be added to an event, and events to the
/// stream; what is there keeps its meaning.
final class JsonProgress implements Progress {
  private static final int VERSION = 1;

  private final PrintStream err;
  private final Clock clock = Clock.systemUTC();
  private final Map<Stream, CutText> texts = new HashMap<>();

  JsonProgress(PrintStream err) {
    this.err = err;
    print("progress", Map.of("version", VERSION));
  }

  /// One of the two streams of a step.
  private record Stream(int step, BuildEvent.StepOutput.Stream stream) {
    String word() {
      return stream == BuildEvent.StepOutput.Stream.OUT ? "out" : "error";
    }
  }

  @Override
  public void heard(BuildEvent event) {
    switch (event) {
      case BuildEvent.BaseResolved(var name, var manifest, var note) ->
          print(
              "baseResolved", Map.of("name", name, "manifest", manifest, "note", note.orElse("")));
      case BuildEvent.SourcePinned(var name, var identity, var note) ->
          print(
              "sourcePinned", Map.of("name", name, "identity", identity, "note", note.orElse("")));
      case BuildEvent.Planned(var stages, var left) ->
          print("planned", Map.of("stages", stages, "left", left));
      case BuildEvent.Waiting(var subject, var reason) ->
          print("waiting", Map.of("subject", subject, "reason", reason));
      case BuildEvent.Resumed(var subject, var waited) ->
          print("resumed", Map.of("subject", subject, "milliseconds", waited.toMillis()));
      case BuildEvent.StepStarted(var step) -> print("stepStarted", fields(step));
      case BuildEvent.StepCached(var step) -> print("stepCached", fields(step));
      case BuildEvent.StepOutput(var step, var stream, var bytes) -> {
        var from = new Stream(step.number(), stream);
        wrote(from, texts.computeIfAbsent(from, _ -> new CutText()).add(bytes.toArray()));
      }
      case BuildEvent.StepWaiting(var step, var reason) ->
          print("stepWaiting", Map.of("step", step.number(), "reason", reason));
      case BuildEvent.StepResumed(var step, var waited) ->
          print("stepResumed", Map.of("step", step.number(), "milliseconds", waited.toMillis()));
      case BuildEvent.StepFinished(var step, var took) -> {
        finish(step);
        print("stepFinished", Map.of("step", step.number(), "milliseconds", took.toMillis()));
      }
      case BuildEvent.StepFailed(var step, var took) -> {
        finish(step);
        print("stepFailed", Map.of("step", step.number(), "milliseconds", took.toMillis()));
      }
      case BuildEvent.LayerFetched(var blob, var done, var size) ->
          print("layerFetched", Map.of("blob", blob, "bytes", done, "size", size));
      case BuildEvent.ExportStarted(var place) -> print("exportStarted", Map.of("place", place));
      case BuildEvent.ExportFinished(var place, var digest, var took) ->
          print(
              "exportFinished",
              Map.of("place", place, "digest", digest, "milliseconds", took.toMillis()));
      case BuildEvent.Checked(var warnings) ->
          print("checked", Map.of("warnings", CheckSummary.fields(warnings)));
      case BuildEvent.Warned(var message) -> print("warned", Map.of("message", message));
    }
  }

  // What was cut within a character and never went on.
  private void finish(BuildEvent.Step step) {
    for (var stream : BuildEvent.StepOutput.Stream.values()) {
      var from = new Stream(step.number(), stream);
      var text = texts.remove(from);
      if (text != null) {
        wrote(from, text.rest());
      }
    }
  }

  private void wrote(Stream from, String text) {
    if (!text.isEmpty()) {
      print("stepOutput", Map.of("step", from.step(), "stream", from.word(), "text", text));
    }
  }

  @Override
  public CopyEvent.Listener transfers() {
    return event -> {
      switch (event) {
        case CopyEvent.Started(var content) -> print("transferStarted", fields(content));
        case CopyEvent.Moved(var content, var done) ->
            print("transferMoved", Map.of("digest", content.digest(), "bytes", done));
        case CopyEvent.Arrived(var content, var arrival) ->
            print(
                "transferArrived",
                Map.of(
                    "digest",
                    content.digest(),
                    "size",
                    content.size(),
                    "arrival",
                    switch (arrival) {
                      case PRESENT -> "present";
                      case MOUNTED -> "mounted";
                      case SENT -> "sent";
                    }));
        case CopyEvent.Tagged(var manifest, var tag) ->
            print("tagged", Map.of("digest", manifest.digest(), "tag", tag));
      }
    };
  }

  private static Map<String, Object> fields(BuildEvent.Step step) {
    return Map.of(
        "step", step.number(),
        "stage", step.stage(),
        "index", step.index(),
        "of", step.of(),
        "text", step.text());
  }

  private static Map<String, Object> fields(Descriptor content) {
    return Map.of("digest", content.digest(), "size", content.size());
  }

  private void print(String event, Map<String, ?> fields) {
    var line = new LinkedHashMap<String, Object>();
    line.put("event", event);
    line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS));
    line.putAll(new TreeMap<>(fields));
    err.println(Json.line(line));
  }
}
