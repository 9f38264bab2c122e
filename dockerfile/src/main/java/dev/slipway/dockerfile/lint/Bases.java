package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Stage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of base images without this module's help.
@FunctionalInterface
public interface Bases {

  /// What a base image brings along.
  ///
  /// @param environment its environment
  /// @param shell whether its config names a shell
  /// @param triggers its ONBUILD triggers
  /// @param otherPlatform told when the image is for another platform than the stage asked for
  record Facts(
      Map<String, String> environment,
      boolean shell,
      List<String> triggers,
      Optional<OtherPlatform> otherPlatform) {
    /// Copies both; the environment keeps its order.
    public Facts {
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      triggers = List.copyOf(triggers);
    }

    /// Facts of an image for the platform that was asked for.
    public Facts(Map<String, String> environment, boolean shell, List<String> triggers) {
      this(environment, shell, triggers, Optional.empty());
    }

    /// The same of an image that is for another platform.
    public Facts withOtherPlatform(OtherPlatform other) {
      return new Facts(environment, shell, triggers, Optional.of(other));
    }

    /// An image that brings nothing, such as `scratch`.
    public static final Facts NOTHING = new Facts(Map.of(), false, List.of());
  }

  /// A platform that is not the one that was asked for, both as in `linux/amd64`.
  record OtherPlatform(String actual, String expected) {}

  /// What is known of the image that the FROM of `stage` names; empty when nothing is.
  ///
  /// @param image its name after expansion
  Optional<Facts> find(Stage stage, String image);

  /// Whether whoever builds put something in the place of that image, so that its name says
  /// nothing of what it is.
  default boolean isReplaced(Stage stage, String image) {
    return false;
  }

  /// Nothing is known of any image.
  static Bases unknown() {
    return (_, _) -> Optional.empty();
  }
}
