package dev.slipway.builder.cache;

import dev.slipway.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// All that a step's result depends on, part by part, each with a name that people understand.
///
/// Kept whole and not only as a digest, so that it can be said which part changed.
///
/// @param parts the parts, in a fixed order
/// @param files what the files that are copied hold, by path; no part of the key, which has one
///     digest for them all
public record StepInputs(List<Part> parts, InputFiles files) {
  /// The name of the part that stands for all files.
  public static final String FILES = "files";

  /// Copies the parts.
  public StepInputs {
    parts = List.copyOf(parts);
  }

  /// One thing that the result depends on.
  ///
  /// @param name what it is, in words: `the command`, `the base image debian:12`
  /// @param value its value, or a digest of it
  public record Part(String name, String value) {}

  /// Nothing as yet.
  public static StepInputs empty() {
    return new StepInputs(List.of(), InputFiles.none());
  }

  /// The same with one more part.
  public StepInputs with(String name, String value) {
    return with(List.of(new Part(name, value)));
  }

  /// The same with more parts.
  public StepInputs with(List<Part> more) {
    var all = new ArrayList<>(parts);
    all.addAll(more);
    return new StepInputs(all, files);
  }

  /// The same with files, of which `digest` is the digest of all.
  public StepInputs withFiles(Digest digest, InputFiles contents) {
    var more = with(FILES, digest.toString());
    return new StepInputs(more.parts, contents);
  }

  /// The cache key; keys of different kinds are never equal.
  public Digest key(String kind) {
    var writer = KeyWriter.of(kind).number("parts", parts.size());
    for (var part : parts) {
      writer.text(part.name(), part.value());
    }
    return writer.finish();
  }

  /// What is not as it was in `before`, in words; nothing when all is.
  public Optional<String> change(StepInputs before) {
    for (var part : parts) {
      var old = before.value(part.name());
      if (!old.equals(Optional.of(part.value()))) {
        return Optional.of(
            part.name().equals(FILES)
                ? fileChange(before)
                : part.name() + (old.isEmpty() ? ", which is new" : ""));
      }
    }
    return before.parts.stream()
        .map(Part::name)
        .filter(name -> value(name).isEmpty())
        .findFirst()
        .map(name -> name + ", which is gone");
  }

  private Optional<String> value(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).map(Part::value).findFirst();
  }

  private String fileChange(StepInputs before) {
    var now = files.contents();
    var then = before.files.contents();
    for (var file : now.entrySet()) {
      var old = then.get(file.getKey());
      if (!Objects.equals(old, file.getValue())) {
        return called(file.getKey()) + (old == null ? ", which is new" : "");
      }
    }
    return then.keySet().stream()
        .filter(file -> !now.containsKey(file))
        .findFirst()
        .map(file -> called(file) + ", which is gone")
        .orElse("the names, modes or links of the files");
  }

  private static String called(String name) {
    return name.startsWith("the ") ? name : "the file " + name;
  }
}
