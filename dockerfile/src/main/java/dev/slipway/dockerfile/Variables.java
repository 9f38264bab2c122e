package dev.slipway.dockerfile;

import java.util.Map;
import java.util.Optional;

/// What variables are worth at some point of a build.
@FunctionalInterface
public interface Variables {

  /// The value of `name`; empty when it is not set, which is not the same as set to nothing.
  Optional<String> find(String name);

  /// No variable is set.
  static Variables none() {
    return _ -> Optional.empty();
  }

  /// The entries of a map, as they are when they are asked for.
  static Variables of(Map<String, String> values) {
    return name -> Optional.ofNullable(values.get(name));
  }
}
