package dev.slipway.builder;

import dev.slipway.image.Platform;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is to be built. A value: each `with…` gives another one.
///
/// @param context where COPY and ADD take files from
/// @param dockerfile where the Dockerfile is
/// @param target the stage that is wanted; the last when there is none
/// @param arguments values for ARG
/// @param labels labels for the result
/// @param platform the platform of the result; this machine's when there is none
/// @param contexts named contexts
/// @param pull when registries are asked for base images
/// @param cache whether results of earlier builds are used
/// @param runs what every RUN finds around it: secrets, hosts, network
public record BuildRequest(
    BuildContext context,
    DockerfileLocation dockerfile,
    Optional<String> target,
    Map<String, String> arguments,
    Map<String, String> labels,
    Optional<Platform> platform,
    Map<String, NamedContext> contexts,
    PullPolicy pull,
    Cache cache,
    RunSettings runs) {

  /// Whether results of earlier builds are used.
  public enum Cache {
    /// They are.
    USED,
    /// Every step is executed anew, and its result remembered.
    IGNORED
  }

  /// Copies the maps.
  public BuildRequest {
    arguments = Map.copyOf(arguments);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    contexts = Map.copyOf(contexts);
  }

  /// The last stage of the `Dockerfile` in the folder `context`, for this machine.
  public static BuildRequest of(Path context) {
    return of(new BuildContext.Folder(context));
  }

  /// The last stage of the `Dockerfile` in `context`, for this machine.
  public static BuildRequest of(BuildContext context) {
    return new BuildRequest(
        context,
        new DockerfileLocation.InContext(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        PullPolicy.NEWER,
        Cache.USED,
        RunSettings.usual());
  }

  /// The same with the Dockerfile elsewhere.
  public BuildRequest withDockerfile(DockerfileLocation location) {
    return new BuildRequest(
        context, location, target, arguments, labels, platform, contexts, pull, cache, runs);
  }

  /// The same for another stage.
  public BuildRequest withTarget(String stage) {
    return new BuildRequest(
        context,
        dockerfile,
        Optional.of(stage),
        arguments,
        labels,
        platform,
        contexts,
        pull,
        cache,
        runs);
  }

  /// The same with a value for an ARG.
  public BuildRequest withArgument(String name, String value) {
    var more = new LinkedHashMap<>(arguments);
    more.put(name, value);
    return new BuildRequest(
        context, dockerfile, target, more, labels, platform, contexts, pull, cache, runs);
  }

  /// The same with one more label.
  public BuildRequest withLabel(String name, String value) {
    var more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return new BuildRequest(
        context, dockerfile, target, arguments, more, platform, contexts, pull, cache, runs);
  }

  /// The same for another platform.
  public BuildRequest withPlatform(Platform wanted) {
    return new BuildRequest(
        context,
        dockerfile,
        target,
        arguments,
        labels,
        Optional.of(wanted),
        contexts,
        pull,
        cache,
        runs);
  }

  /// The same with one more named context.
  public BuildRequest withContext(String name, NamedContext value) {
    var more = new LinkedHashMap<>(contexts);
    more.put(name, value);
    return new BuildRequest(
        context, dockerfile, target, arguments, labels, platform, more, pull, cache, runs);
  }

  /// The same with another policy for base images.
  public BuildRequest withPull(PullPolicy policy) {
    return new BuildRequest(
        context, dockerfile, target, arguments, labels, platform, contexts, policy, cache, runs);
  }

  /// The same with another use of the cache.
  public BuildRequest withCache(Cache use) {
    return new BuildRequest(
        context, dockerfile, target, arguments, labels, platform, contexts, pull, use, runs);
  }

  /// The same with other settings for RUN.
  public BuildRequest withRuns(RunSettings settings) {
    return new BuildRequest(
        context, dockerfile, target, arguments, labels, platform, contexts, pull, cache, settings);
  }
}
