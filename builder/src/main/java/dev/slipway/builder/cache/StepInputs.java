package dev.slipway.builder.cache;

import dev.slipway.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that a step's result depends on, part by part, each with a name that people understand.
///
/// Kept whole and not only as a digest, so that it can be said which part changed.
///
/// @param parts the parts, in a fixed order
public record StepInputs(List<Part> parts) {

  /// Copies the parts.
  public StepInputs {
    parts = List.copyOf(parts);
  }

  /// One thing that the result depends on.
  ///
  /// @param name what it is, in words: `instruction`, `base image`, `files`
  /// @param value its value, or a digest of it
  public record Part(String name, String value) {}

  /// The same with one more part.
  public StepInputs with(String name, String value) {
    var more = new ArrayList<>(parts);
    more.add(new Part(name, value));
    return new StepInputs(more);
  }

  /// The cache key; keys of different kinds are never equal.
  public Digest key(String kind) {
    var writer = KeyWriter.of(kind).number("parts", parts.size());
    parts.forEach(part -> writer.text(part.name(), part.value()));
    return writer.finish();
  }

  /// The name of the first part that is not as it was in `before`, or nothing when all are.
  public Optional<String> firstChange(StepInputs before) {
    for (int i = 0; i < parts.size(); i++) {
      if (i >= before.parts.size() || !parts.get(i).equals(before.parts.get(i))) {
        return Optional.of(parts.get(i).name());
      }
    }
    return Optional.empty();
  }
}
