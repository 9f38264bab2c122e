package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which stage needs which: by FROM, by COPY, by mount, also in ONBUILD triggers of its base.
final class StageUses {
  private final StageLookup lookup;
  private final Map<Stage, Set<Stage>> uses = new HashMap<>();

  StageUses(Dockerfile file, StageLookup lookup, Map<Integer, String> bases) {
    this.lookup = lookup;
    for (var stage : file.stages()) {
      var needed = new LinkedHashSet<Stage>();
      var base = lookup.base(stage, bases.getOrDefault(stage.index(), ""));
      base.ifPresent(needed::add);
      base.ifPresent(
          parent -> parent.instructions().forEach(one -> addTriggerUses(stage, one, needed)));
      stage.instructions().forEach(one -> addUses(stage, one, needed));
      uses.put(stage, needed);
    }
  }

  /// `stage` and all that it needs, directly or not.
  Set<Stage> neededBy(Stage stage) {
    var needed = new HashSet<Stage>();
    addNeeded(stage, needed);
    return needed;
  }

  /// Whether another stage needs `stage` directly.
  boolean isUsed(Stage stage) {
    return uses.entrySet().stream()
        .anyMatch(entry -> !entry.getKey().equals(stage) && entry.getValue().contains(stage));
  }

  private void addNeeded(Stage stage, Set<Stage> needed) {
    if (needed.add(stage)) {
      uses.getOrDefault(stage, Set.of()).forEach(next -> addNeeded(next, needed));
    }
  }

  private void addTriggerUses(Stage stage, Instruction instruction, Set<Stage> needed) {
    if (instruction instanceof Instruction.OnBuild onBuild) {
      try {
        addUses(stage, Dockerfile.parseTrigger("ONBUILD", onBuild.trigger()), needed);
      } catch (DockerfileException e) {
        // The trigger's own check tells.
      }
    }
  }

  private void addUses(Stage stage, Instruction instruction, Set<Stage> needed) {
    if (instruction instanceof Instruction.Copy copy) {
      copy.from()
          .filter(from -> !from.text().isEmpty())
          .flatMap(from -> found(() -> lookup.copySource(stage, from)))
          .ifPresent(needed::add);
    } else if (instruction instanceof Instruction.Run run) {
      run.mounts().stream()
          .map(mount -> mount.find("from"))
          .flatMap(Optional::stream)
          .map(name -> found(() -> Optional.of(lookup.target(name))))
          .flatMap(Optional::stream)
          .forEach(needed::add);
    }
  }

  private static Optional<Stage> found(java.util.function.Supplier<Optional<Stage>> search) {
    try {
      return search.get();
    } catch (DockerfileException e) {
      return Optional.empty();
    }
  }
}
