package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the stages of a Dockerfile need of one another.
final class Stages {
  private final Dockerfile dockerfile;
  private final StageLookup lookup;

  Stages(Dockerfile dockerfile, StageLookup lookup) {
    this.dockerfile = dockerfile;
    this.lookup = lookup;
  }

  /// All stages that `target` needs, itself included, from the first to the last, as far as the
  /// text tells: triggers can add to them. What is `replaced` needs nothing.
  List<Stage> reachable(Stage target, FromWords words, Predicate<Stage> replaced) {
    var reached = new BitSet();
    var ahead = new ArrayList<>(List.of(target));
    while (!ahead.isEmpty()) {
      var stage = ahead.removeLast();
      if (!reached.get(stage.index())) {
        reached.set(stage.index());
        if (!replaced.test(stage)) {
          addNeeds(stage, words, ahead);
        }
      }
    }
    var stages = new ArrayList<Stage>();
    for (int index = reached.nextSetBit(0); index >= 0; index = reached.nextSetBit(index + 1)) {
      stages.add(dockerfile.stages().get(index));
    }
    return stages;
  }

  private void addNeeds(Stage stage, FromWords words, List<Stage> needs) {
    try {
      add(needs, lookup.base(stage, words.image(stage)));
    } catch (DockerfileException e) {
      // Told with its place when the stage is planned.
    }
    for (var instruction : stage.instructions()) {
      switch (instruction) {
        case Instruction.Copy copy -> {
          if (copy.from().isPresent()) {
            add(needs, source(stage, copy.from().get()));
          }
        }
        case Instruction.Run run -> {
          for (var mount : run.mounts()) {
            add(needs, mount.find("from").flatMap(from -> lookup.named(stage, from)));
          }
        }
        case Instruction.Add _,
            Instruction.Arg _,
            Instruction.Cmd _,
            Instruction.Entrypoint _,
            Instruction.Env _,
            Instruction.Expose _,
            Instruction.From _,
            Instruction.HealthCheck _,
            Instruction.Label _,
            Instruction.Maintainer _,
            Instruction.OnBuild _,
            Instruction.Shell _,
            Instruction.StopSignal _,
            Instruction.User _,
            Instruction.Volume _,
            Instruction.Workdir _ -> {}
      }
    }
  }

  private static void add(List<Stage> needs, Optional<Stage> needed) {
    if (needed.isPresent()) {
      needs.add(needed.get());
    }
  }

  private Optional<Stage> source(Stage stage, Word from) {
    try {
      return lookup.copySource(stage, from);
    } catch (DockerfileException e) {
      // Told with its place when the stage is planned.
      return Optional.empty();
    }
  }
}
