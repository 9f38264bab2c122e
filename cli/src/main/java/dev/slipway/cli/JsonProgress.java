package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.image.Descriptor;
import dev.slipway.registry.CopyEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// One JSON object a line, for programs: `event` says its kind.
final class JsonProgress implements Progress {
  private final PrintStream err;

  JsonProgress(PrintStream err) {
    this.err = err;
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
      case BuildEvent.StepStarted(var step) -> print("stepStarted", fields(step));
      case BuildEvent.StepCached(var step) -> print("stepCached", fields(step));
      case BuildEvent.StepOutput(var step, var stream, var bytes) ->
          print(
              "stepOutput",
              Map.of(
                  "step",
                  step.number(),
                  "stream",
                  stream == BuildEvent.StepOutput.Stream.OUT ? "out" : "error",
                  "text",
                  new String(bytes.toArray(), StandardCharsets.UTF_8)));
      case BuildEvent.StepFinished(var step, var took) ->
          print("stepFinished", Map.of("step", step.number(), "milliseconds", took.toMillis()));
      case BuildEvent.LayerFetched(var blob, var done) ->
          print("layerFetched", Map.of("blob", blob, "bytes", done));
      case BuildEvent.ExportStarted(var place) -> print("exportStarted", Map.of("place", place));
      case BuildEvent.ExportFinished(var place, var digest, var took) ->
          print(
              "exportFinished",
              Map.of("place", place, "digest", digest, "milliseconds", took.toMillis()));
      case BuildEvent.Warned(var message) -> print("warned", Map.of("message", message));
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
                    "digest", content.digest(), "size", content.size(), "arrival", arrival.name()));
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
    line.putAll(new java.util.TreeMap<>(fields));
    err.println(Json.line(line));
  }
}
