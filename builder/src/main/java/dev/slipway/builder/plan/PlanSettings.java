package dev.slipway.builder.plan;

import dev.slipway.builder.NamedContext;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.image.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the caller wants of a Dockerfile.
///
/// @param target the stage to build; the last when there is none
/// @param arguments `--build-arg`
/// @param labels `--label`
/// @param platform the platform of the result
/// @param chosen whether the caller chose the platform or it is this machine's
/// @param machine the platform of this machine
/// @param contexts `--build-context`
/// @param source where the main context is, when that is on another machine
public record PlanSettings(
    Optional<String> target,
    Map<String, String> arguments,
    Map<String, String> labels,
    Platform platform,
    Choice chosen,
    Platform machine,
    Map<String, NamedContext> contexts,
    Optional<RemoteSource> source) {

  /// Copies the maps.
  public PlanSettings {
    arguments = Map.copyOf(arguments);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    contexts = Map.copyOf(contexts);
  }

  /// Who chose the platform.
  public enum Choice {
    /// The caller did, and the result says so.
    CALLER,
    /// Nobody did.
    DEFAULT
  }
}
