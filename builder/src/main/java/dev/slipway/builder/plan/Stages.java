package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the stages of a Dockerfile need of one another.
final class Stages {
  private final Dockerfile dockerfile;
  private final StageLookup lookup;

  Stages(Dockerfile dockerfile, StageLookup lookup) {
    this.dockerfile = dockerfile;
    this.lookup = lookup;
  }

  /// A stage that is needed.
  ///
  /// @param stage the stage
  /// @param outside the name of what it stands on, when that is neither a stage nor scratch
  /// @param fromContext what of it takes files from the main context
  record Reached(Stage stage, Optional<String> outside, List<Instruction.Transfer> fromContext) {
    private Reached(Stage stage) {
      this(stage, Optional.empty(), List.of());
    }
  }

  /// All stages that `target` needs, itself included, from the first to the last, as far as the
  /// text tells: triggers can add to them. What is `replaced` needs nothing.
  List<Reached> reachable(Stage target, FromWords words, Predicate<Stage> replaced) {
    var reached = new @Nullable Reached[dockerfile.stages().size()];
    var ahead = new ArrayList<>(List.of(target));
    while (!ahead.isEmpty()) {
      var stage = ahead.removeLast();
      if (reached[stage.index()] == null) {
        reached[stage.index()] =
            replaced.test(stage) ? new Reached(stage) : reach(stage, words, ahead);
      }
    }
    var inOrder = new ArrayList<Reached>();
    for (var each : reached) {
      if (each != null) {
        inOrder.add(each);
      }
    }
    return inOrder;
  }

  /// Adds what `stage` needs to `needs`.
  private Reached reach(Stage stage, FromWords words, List<Stage> needs) {
    var outside = Optional.<String>empty();
    try {
      var image = words.image(stage);
      var base = lookup.base(stage, image);
      add(needs, base);
      if (base.isEmpty() && !image.equals("scratch")) {
        outside = Optional.of(image);
      }
    } catch (DockerfileException e) {
      // Told with its place when the stage is planned.
    }
    var fromContext = new ArrayList<Instruction.Transfer>();
    for (var instruction : stage.instructions()) {
      switch (instruction) {
        case Instruction.Copy copy -> {
          if (copy.from().isPresent()) {
            add(needs, source(stage, copy.from().get()));
          } else {
            fromContext.add(copy);
          }
        }
        case Instruction.Run run -> {
          for (var mount : run.mounts()) {
            add(needs, mount.find("from").flatMap(from -> lookup.named(stage, from)));
          }
        }
        case Instruction.Add add -> fromContext.add(add);
        case Instruction.Arg _,
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
    return new Reached(stage, outside, fromContext);
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
