package dev.slipway.dockerfile.lint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of base images without this module's help.
@FunctionalInterface
public interface Bases {

  /// What a base image brings along: its environment, whether its config names a shell, and its
  /// ONBUILD triggers.
  record Facts(Map<String, String> environment, boolean shell, List<String> triggers) {
    /// Copies both; the environment keeps its order.
    public Facts {
      environment =
          java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
      triggers = List.copyOf(triggers);
    }

    /// An image that brings nothing, such as `scratch`.
    public static final Facts NOTHING = new Facts(Map.of(), false, List.of());
  }

  /// What is known of the image that a FROM names, after expansion; empty when nothing is.
  Optional<Facts> find(String image);

  /// Nothing is known of any image.
  static Bases unknown() {
    return _ -> Optional.empty();
  }
}
