package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds the stages of a Dockerfile by what instructions call them.
final class Stages {
  private final Dockerfile dockerfile;
  private final Map<String, NavigableSet<Integer>> numbers = new HashMap<>();

  Stages(Dockerfile dockerfile) {
    this.dockerfile = dockerfile;
    for (var stage : dockerfile.stages()) {
      stage
          .name()
          .ifPresent(
              name -> numbers.computeIfAbsent(name, _ -> new TreeSet<>()).add(stage.index()));
    }
  }

  private NavigableSet<Integer> numbered(String name) {
    return numbers.getOrDefault(name, Collections.emptyNavigableSet());
  }

  private Optional<Stage> stage(@Nullable Integer number) {
    return Optional.ofNullable(number).map(dockerfile.stages()::get);
  }

  /// The stage that `FROM name` in stage `index` stands on: an earlier one, by its exact name in
  /// lower case. Of several with the same name the last counts.
  Optional<Stage> basis(String name, int index) {
    return stage(numbered(name).lower(index));
  }

  /// The stage that `--from=name` means, in any letter case or by number; it may stand later, which
  /// is for the caller to refuse.
  Optional<Stage> source(String name, int index) {
    if (isNumber(name)) {
      int number = Integer.parseInt(name);
      return number < dockerfile.stages().size()
          ? Optional.of(dockerfile.stages().get(number))
          : Optional.empty();
    }
    var named = numbered(name.toLowerCase(Locale.ROOT));
    var earlier = stage(named.lower(index));
    return earlier.isPresent() ? earlier : stage(named.ceiling(index));
  }

  /// Whether `--from=name` is a stage's number and can be nothing else.
  static boolean isNumber(String name) {
    return !name.isEmpty() && name.length() < 7 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The stage that is asked for by `--target`.
  ///
  /// @throws dev.slipway.builder.BuildException.Definition when there is none
  Stage target(Optional<String> wanted) {
    if (wanted.isEmpty()) {
      return dockerfile.lastStage();
    }
    return stage(numbered(wanted.get().toLowerCase(Locale.ROOT)).lower(dockerfile.stages().size()))
        .or(() -> byNumber(wanted.get()))
        .orElseThrow(
            () ->
                new dev.slipway.builder.BuildException.Definition(
                    "target stage \"%s\" could not be found%s"
                        .formatted(wanted.get(), meant(wanted.get()))));
  }

  private Optional<Stage> byNumber(String wanted) {
    return isNumber(wanted) ? source(wanted, dockerfile.stages().size()) : Optional.empty();
  }

  private String meant(String wanted) {
    return Suggestion.of(wanted, names())
        .map(" (did you mean %s?)"::formatted)
        .orElseGet(
            () ->
                names().isEmpty()
                    ? "; no stage of %s has a name".formatted(dockerfile.source().name())
                    : "; there are " + String.join(", ", names()));
  }

  /// The names of all stages that have one.
  List<String> names() {
    return dockerfile.stages().stream().map(Stage::name).flatMap(Optional::stream).toList();
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
      basis(image, stage.index()).ifPresent(needs::add);
    } catch (dev.slipway.dockerfile.DockerfileException e) {
      // Told with its place when the stage is planned.
    }
    for (var instruction : stage.instructions()) {
      switch (instruction) {
        case Instruction.Copy copy ->
            copy.from().flatMap(from -> source(from.text(), stage.index())).ifPresent(needs::add);
        case Instruction.Run run ->
            run.mounts()
                .forEach(
                    mount ->
                        mount
                            .find("from")
                            .filter(from -> !isNumber(from))
                            .flatMap(from -> source(from, stage.index()))
                            .ifPresent(needs::add));
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
}
