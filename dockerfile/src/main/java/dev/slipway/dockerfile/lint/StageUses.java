package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which stage needs which: by FROM, by COPY, by mount, also in ONBUILD triggers of its base.
final class StageUses {
  private final StageLookup lookup;
  private final List<Set<Integer>> uses = new ArrayList<>();
  private final Set<Integer> used = new HashSet<>();

  StageUses(Dockerfile file, StageLookup lookup, Map<Integer, String> bases) {
    this.lookup = lookup;
    for (var stage : file.stages()) {
      var needed = new HashSet<Integer>();
      var base = lookup.base(stage, bases.getOrDefault(stage.index(), ""));
      base.ifPresent(
          parent -> {
            needed.add(parent.index());
            parent.instructions().forEach(one -> addTriggerUses(stage, one, needed));
          });
      stage.instructions().forEach(one -> addUses(stage, one, needed));
      needed.remove(stage.index());
      used.addAll(needed);
      uses.add(needed);
    }
  }

  /// The numbers of `stage` and of all that it needs, directly or not.
  Set<Integer> neededBy(Stage stage) {
    var needed = new HashSet<Integer>();
    var ahead = new ArrayDeque<>(List.of(stage.index()));
    while (!ahead.isEmpty()) {
      int next = ahead.removeLast();
      if (needed.add(next)) {
        ahead.addAll(uses.get(next));
      }
    }
    return needed;
  }

  /// Whether another stage needs `stage` directly.
  boolean isUsed(Stage stage) {
    return used.contains(stage.index());
  }

  private void addTriggerUses(Stage stage, Instruction instruction, Set<Integer> needed) {
    if (instruction instanceof Instruction.OnBuild onBuild) {
      try {
        addUses(stage, Dockerfile.parseTrigger("ONBUILD", onBuild.trigger()), needed);
      } catch (DockerfileException e) {
        // The trigger's own check tells.
      }
    }
  }

  private void addUses(Stage stage, Instruction instruction, Set<Integer> needed) {
    if (instruction instanceof Instruction.Copy copy) {
      copy.from()
          .filter(from -> !from.text().isEmpty())
          .flatMap(from -> source(stage, from))
          .ifPresent(source -> needed.add(source.index()));
    } else if (instruction instanceof Instruction.Run run) {
      for (var mount : run.mounts()) {
        mount
            .find("from")
            .flatMap(name -> lookup.named(stage, name))
            .ifPresent(source -> needed.add(source.index()));
      }
    }
  }

  private Optional<Stage> source(Stage stage, Word from) {
    try {
      return lookup.copySource(stage, from);
    } catch (DockerfileException e) {
      // Told by the check of all sources.
      return Optional.empty();
    }
  }
}
