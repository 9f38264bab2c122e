package dev.slipway.builder.run;

import dev.slipway.builder.Explanation;
import dev.slipway.builder.Explanation.Verdict;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.PlannedStage;
import dev.slipway.builder.store.LastInputs.StepPlace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Says what an execution would do, without executing anything.
public final class Explanations {
  private final Plan plan;
  private final Execution execution;
  private final Map<StepPlace, StepInputs> before;
  private final Map<Integer, PlannedStage> stages = new HashMap<>();
  private final Map<Integer, Integer> known = new HashMap<>();
  private final Set<Integer> needed = new HashSet<>();

  private Explanations(Plan plan, Execution execution, Map<StepPlace, StepInputs> before) {
    this.plan = plan;
    this.execution = execution;
    this.before = before;
    for (var stage : plan.stages()) {
      stages.put(stage.index(), stage);
    }
  }

  /// Explains `execution` of `plan`.
  ///
  /// @param before what the steps depended on when the build was done last
  public static Explanation of(Plan plan, Execution execution, Map<StepPlace, StepInputs> before) {
    return new Explanations(plan, execution, before).explain();
  }

  /// For every step of `plan` what it depends on.
  public static Map<StepPlace, StepInputs> inputs(Plan plan, Execution execution) {
    Map<StepPlace, StepInputs> inputs = new LinkedHashMap<>();
    for (var stage : plan.stages()) {
      var recipes = execution.stage(stage.index()).recipes();
      for (int i = 0; i < recipes.size(); i++) {
        inputs.put(new StepPlace(stage.name(), i + 1), recipes.get(i).inputs());
      }
    }
    return inputs;
  }

  private Explanation explain() {
    execution.keyDeepPlans();
    var ahead = new ArrayDeque<>(List.of(plan.target()));
    while (!ahead.isEmpty()) {
      need(ahead.removeLast(), ahead);
    }
    return new Explanation(plan.stages().stream().map(this::stage).toList(), plan.left());
  }

  // As the execution does it: what a hit makes superfluous is not needed.
  private void need(PlannedStage stage, Deque<PlannedStage> ahead) {
    if (!needed.add(stage.index())) {
      return;
    }
    int steps = execution.stage(stage.index()).known().steps();
    known.put(stage.index(), steps);
    if (steps == 0) {
      need(stage.basis(), ahead);
    }
    for (var step : stage.steps().subList(steps, stage.steps().size())) {
      for (var origin : step.action().origins()) {
        if (origin instanceof Action.Origin.Files(var basis)) {
          need(basis, ahead);
        }
      }
    }
  }

  private void need(Basis basis, Deque<PlannedStage> ahead) {
    if (basis instanceof Basis.Stage(int index)) {
      ahead.add(planned(index));
    }
  }

  private Explanation.Stage stage(PlannedStage stage) {
    List<Explanation.Step> steps = new ArrayList<>();
    for (int i = 0; i < stage.steps().size(); i++) {
      steps.add(new Explanation.Step(stage.steps().get(i).step(), verdict(stage, i)));
    }
    return new Explanation.Stage(stage.name(), words(stage.basis()), steps);
  }

  private Verdict verdict(PlannedStage stage, int index) {
    if (!needed.contains(stage.index())) {
      return new Verdict.NotNeeded();
    }
    if (index < known.getOrDefault(stage.index(), 0)) {
      return new Verdict.Known();
    }
    var last = before.get(new StepPlace(stage.name(), index + 1));
    var now = execution.stage(stage.index()).recipes().get(index).inputs();
    return last == null
        ? new Verdict.New()
        : now.change(last).<Verdict>map(Verdict.Changed::new).orElseGet(Verdict.New::new);
  }

  private String words(Basis basis) {
    return switch (basis) {
      case Basis.Scratch _ -> "scratch";
      case Basis.Image image -> image.name() + "@" + image.identity();
      case Basis.Stage(int index) -> planned(index).name();
    };
  }

  private PlannedStage planned(int index) {
    return Objects.requireNonNull(stages.get(index), "a stage of the plan");
  }
}
