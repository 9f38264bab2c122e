package dev.slipway.builder.store;

import dev.slipway.builder.cache.InputFiles;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the steps of a build depended on when it was last done, to say what has changed since.
///
/// Only explanations read it; it can be lost at any time.
public final class LastInputs {
  private static final String HEADER = "slipway-inputs 2 ";

  private final Path folder;
  private final Scratch scratch;

  LastInputs(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /// A step of a build.
  ///
  /// @param stage the stage's name
  /// @param index the step's place in the stage, from 1
  public record StepPlace(String stage, int index) {}

  /// What the build called `build` depended on last; empty when it was never done.
  public Map<StepPlace, StepInputs> find(Digest build) {
    try {
      return parse(Files.readAllLines(folder.resolve(build.hex())));
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static Map<StepPlace, StepInputs> parse(List<String> lines) {
    Map<StepPlace, StepInputs> steps = new HashMap<>();
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
      return steps;
    }
    Optional<StepPlace> step = Optional.empty();
    var parts = new ArrayList<StepInputs.Part>();
    var files = new TreeMap<String, String>();
    for (var line : lines.subList(1, lines.size())) {
      var fields = line.split("\t", 3);
      if (fields.length < 3) {
        continue;
      }
      switch (fields[0]) {
        case "step" -> {
          step.ifPresent(place -> steps.put(place, inputs(parts, files)));
          parts.clear();
          files.clear();
          step = Optional.of(new StepPlace(fields[2], Integer.parseInt(fields[1])));
        }
        case "part" -> parts.add(new StepInputs.Part(fields[1], fields[2]));
        default -> files.put(fields[2], fields[1]);
      }
    }
    step.ifPresent(place -> steps.put(place, inputs(parts, files)));
    return steps;
  }

  private static StepInputs inputs(List<StepInputs.Part> parts, SortedMap<String, String> files) {
    var kept = new TreeMap<>(files);
    return new StepInputs(parts, InputFiles.of(() -> kept));
  }

  /// Remembers what the build called `build` depended on.
  public void remember(Digest build, Map<StepPlace, StepInputs> steps) {
    var file = folder.resolve(build.hex());
    var header = HEADER + key(steps) + "\n";
    if (beginsWith(file, header)) {
      return;
    }
    var text = new StringBuilder(header);
    steps.forEach(
        (place, inputs) -> {
          line(text, "step", Integer.toString(place.index()), place.stage());
          for (var part : inputs.parts()) {
            line(text, "part", oneLine(part.name()), oneLine(part.value()));
          }
          inputs
              .files()
              .contents()
              .forEach((path, digest) -> line(text, "file", digest, oneLine(path)));
        });
    try {
      AtomicFile.writeWithoutWaiting(
          scratch, file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The build is done; only an explanation of the next one will be poorer.
      return;
    }
  }

  // Of all but the single files, which one of the parts stands for.
  private static Digest key(Map<StepPlace, StepInputs> steps) {
    var key = KeyWriter.of("inputs");
    steps.forEach(
        (place, inputs) -> {
          key.text("stage", place.stage()).number("step", place.index());
          inputs.parts().forEach(part -> key.text(part.name(), part.value()));
        });
    return key.finish();
  }

  private static boolean beginsWith(Path file, String header) {
    var wanted = header.getBytes(StandardCharsets.UTF_8);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(wanted.length), wanted);
    } catch (IOException e) {
      return false;
    }
  }

  private static void line(StringBuilder text, String kind, String first, String second) {
    text.append(kind).append('\t').append(first).append('\t').append(second).append('\n');
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\t', ' ');
  }
}
