package dev.slipway.builder;

import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.Need;
import dev.slipway.builder.worker.Rung;
import dev.slipway.builder.worker.Worker;
import dev.slipway.builder.worker.WorkerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a RUN finds on this machine: looked at, and then tried, by what a build would use.
///
/// @param user who asks: the name when it is known, else the number
/// @param uid the user's number
/// @param needs what a sandbox needs, and how it stands
/// @param sandbox what came of the attempt to make one; nothing where none was made
public record Readiness(String user, long uid, List<Requirement> needs, Optional<Attempt> sandbox) {

  /// Copies the list.
  public Readiness {
    needs = List.copyOf(needs);
  }

  /// One thing that a sandbox needs.
  ///
  /// @param subject what it is
  /// @param found what is there, or what is missing or forbidden
  /// @param remedy what would help; nothing where all is well
  public record Requirement(String subject, String found, Optional<String> remedy) {}

  /// What came of the attempt to make a sandbox.
  public sealed interface Attempt {
    /// It works.
    ///
    /// @param rung what it stands on
    /// @param layers how layers are stacked
    /// @param obstacle why they are not stacked in a better way; empty where there is none
    /// @param remedy what would help against the obstacle
    record Works(String rung, Layers layers, String obstacle, String remedy) implements Attempt {}

    /// It does not work.
    ///
    /// @param why what was tried and what came
    /// @param remedy what would help, most likely
    record Fails(String why, String remedy) implements Attempt {}
  }

  /// How the layers below a command and what it changes are kept apart, the best first.
  public enum Layers {
    /// The kernel's overlayfs.
    OVERLAYFS("overlayfs"),
    /// The program fuse-overlayfs.
    FUSE_OVERLAYFS("fuse-overlayfs"),
    /// Each command works on a copy of all files.
    COPIES("copies");

    private final String label;

    Layers(String label) {
      this.label = label;
    }

    /// The word for it.
    public String label() {
      return label;
    }
  }

  /// Looks at this machine, and starts a sandbox as a build would.
  ///
  /// @param folder an empty folder where the store is or will be; the caller removes what is left.
  ///     Without one no sandbox is tried
  /// @param workerProgram the command line that starts the sandbox worker
  public static Readiness examine(Optional<Path> folder, List<String> workerProgram) {
    var facts = Facts.gather();
    var needs = Need.of(facts);
    var rung = Rung.of(facts);
    return new Readiness(
        facts.user(),
        facts.uid(),
        needs.stream()
            .map(need -> new Requirement(need.subject(), need.found(), need.remedy()))
            .toList(),
        rung instanceof Rung.Missing
            ? Optional.empty()
            : folder.map(path -> attempt(new WorkerSettings(workerProgram, path, rung), facts)));
  }

  private static Attempt attempt(WorkerSettings settings, Facts facts) {
    try (var worker = Worker.start(settings)) {
      return new Attempt.Works(
          settings.rung().description(),
          layers(worker.overlay()),
          worker.obstacle(),
          facts.overlay()
              ? "set SLIPWAY_HOME to a folder on ext4, xfs, btrfs or tmpfs"
              : "as root: modprobe overlay");
    } catch (BuildException.SandboxUnavailable e) {
      return new Attempt.Fails(e.what(), settings.rung().remedy());
    }
  }

  private static Layers layers(Overlay overlay) {
    return switch (overlay) {
      case USER, TRUSTED -> Layers.OVERLAYFS;
      case FUSE -> Layers.FUSE_OVERLAYFS;
      case COPIES -> Layers.COPIES;
    };
  }
}
