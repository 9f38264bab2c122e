package dev.slipway.builder;

import dev.slipway.builder.worker.WorkerSettings;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.image.Platform;
import dev.slipway.registry.remote.RegistryClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// What a [Builder] works with, whatever it builds.
///
/// @param store the folder of the local store
/// @param registries reaches registries; the builder does not close it
/// @param machine the platform whose programs run here
/// @param workerProgram the command line that starts the sandbox worker in a JVM of its own
/// @param clock tells when layers were made
/// @param largestLayer how many bytes one layer of a base image may unpack to; more is a bomb
/// @param ownRules whether builds tell what Slipway's own checks find, besides BuildKit's
public record BuilderSettings(
    Path store,
    RegistryClient registries,
    Platform machine,
    List<String> workerProgram,
    Clock clock,
    long largestLayer,
    OwnRules ownRules) {
  private static final long TERABYTE = 1L << 40;

  /// Copies the command.
  public BuilderSettings {
    workerProgram = List.copyOf(workerProgram);
    if (largestLayer <= 0) {
      throw new IllegalArgumentException("a layer may have no %d bytes".formatted(largestLayer));
    }
  }

  /// Settings under which a layer may unpack to a terabyte, with Slipway's own checks.
  public BuilderSettings(
      Path store,
      RegistryClient registries,
      Platform machine,
      List<String> workerProgram,
      Clock clock) {
    this(store, registries, machine, workerProgram, clock, TERABYTE, OwnRules.ON);
  }

  /// The usual settings: this machine, its clock, and a worker of the same JVM and classes as the
  /// calling program.
  public static BuilderSettings of(Path store, RegistryClient registries) {
    return new BuilderSettings(
        store,
        registries,
        Platform.parse("linux/" + System.getProperty("os.arch")),
        workerProgram(List.of()),
        Clock.systemUTC());
  }

  /// The same with a worker whose JVM has more options.
  public BuilderSettings withWorkerOptions(List<String> options) {
    return new BuilderSettings(
        store, registries, machine, workerProgram(options), clock, largestLayer, ownRules);
  }

  /// The same, and no layer of a base image may unpack to more than `bytes`.
  public BuilderSettings withLargestLayer(long bytes) {
    return new BuilderSettings(store, registries, machine, workerProgram, clock, bytes, ownRules);
  }

  /// The same with Slipway's own checks on or off.
  public BuilderSettings withOwnRules(OwnRules rules) {
    return new BuilderSettings(
        store, registries, machine, workerProgram, clock, largestLayer, rules);
  }

  /// The command line of a worker of the same JVM and classes as the calling program.
  ///
  /// @param options more options for its JVM
  public static List<String> workerProgram(List<String> options) {
    return WorkerSettings.program(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        options,
        System.getProperty("java.class.path"));
  }
}
