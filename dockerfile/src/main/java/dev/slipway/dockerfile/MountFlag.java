package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;

/// One `--mount=…` of a RUN, cut into fields and not expanded. [Mount#of] makes a mount of it.
public record MountFlag(Word word, List<Field> fields) {
  /// Copies the fields.
  public MountFlag {
    fields = List.copyOf(fields);
  }

  /// `key` in lower case; `value` is empty where no `=` was written; `text` is both as written.
  public record Field(String key, Optional<String> value, String text) {}

  /// The value of the first field called one of `keys`, unexpanded.
  public Optional<String> find(String... keys) {
    var wanted = List.of(keys);
    return fields.stream()
        .filter(field -> wanted.contains(field.key()))
        .findFirst()
        .flatMap(Field::value);
  }
}
