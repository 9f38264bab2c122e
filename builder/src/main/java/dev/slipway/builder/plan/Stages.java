package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What the stages of a Dockerfile need of one another.
final class Stages {
  private final Dockerfile dockerfile;
  private final StageLookup lookup;

  Stages(Dockerfile dockerfile, StageLookup lookup) {
    this.dockerfile = dockerfile;
    this.lookup = lookup;
  }

  /// The numbers of all stages that `target` needs, itself included, as far as the text tells:
  /// triggers can add to them. What is `replaced` needs nothing.
  SortedSet<Integer> reachable(Stage target, GlobalScope globals, Predicate<Stage> replaced) {
    var reached = new TreeSet<Integer>();
    var ahead = new ArrayList<>(List.of(target));
    while (!ahead.isEmpty()) {
      var stage = ahead.removeLast();
      if (reached.add(stage.index()) && !replaced.test(stage)) {
        ahead.addAll(needs(stage, globals));
      }
    }
    return reached;
  }

  private List<Stage> needs(Stage stage, GlobalScope globals) {
    var needs = new ArrayList<Stage>();
    try {
      var image = dockerfile.expander().expand(stage.from().image().text(), globals).text();
      add(needs, lookup.base(stage, image));
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
    return needs;
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
