package dev.slipway.builder.export;

import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.plan.PlannedStage;
import dev.slipway.builder.plan.PlannedStage.Effect;
import dev.slipway.builder.plan.PlannedStage.HistoryLine;
import dev.slipway.builder.run.Chain;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts together the config of a result.
public final class Assembly {
  private static final String COMMENT = "buildkit.dockerfile.v0";

  private final Plan plan;

  private Assembly(Plan plan) {
    this.plan = plan;
  }

  /// The config of the image that executing `plan` gave, with these layers.
  public static ImageConfig config(Plan plan, Chain chain) {
    return new Assembly(plan).config(plan.target(), chain);
  }

  private ImageConfig config(PlannedStage stage, Chain chain) {
    var history = history(stage, chain);
    var config =
        ImageConfig.of(stage.platform())
            .withContainer(stage.config().container().withOthers(Map.of()))
            .withLayers(chain.diffIds(), history);
    var authored = stage.author().map(config::withAuthor).orElse(config);
    return newest(history).map(authored::withCreated).orElse(authored);
  }

  // The stages below, one on another, each with what it adds.
  private List<HistoryLine> lines(PlannedStage stage) {
    var lines = new ArrayList<HistoryLine>();
    if (stage.basis() instanceof Basis.Stage(int index)) {
      lines.addAll(lines(stage(index)));
    }
    lines.addAll(stage.history());
    return lines;
  }

  private List<History> inherited(PlannedStage stage) {
    return switch (stage.basis()) {
      case Basis.Scratch _ -> List.of();
      case Basis.Image image -> image.config().history();
      case Basis.Stage(int index) -> inherited(stage(index));
    };
  }

  private PlannedStage stage(int index) {
    return plan.stages().stream().filter(stage -> stage.index() == index).findFirst().orElseThrow();
  }

  // An entry without a layer takes the time of the layer before it; those before the first layer
  // take that of the first.
  private List<History> history(PlannedStage stage, Chain chain) {
    var history = new ArrayList<>(inherited(stage));
    var lines = lines(stage);
    int made = (int) lines.stream().filter(line -> line.effect() == Effect.LAYER).count();
    int next = chain.layers().size() - made;
    Optional<Instant> time =
        newest(history)
            .or(
                () ->
                    chain.layers().stream().flatMap(layer -> layer.created().stream()).findFirst());
    for (var line : lines) {
      if (plan.epoch().isPresent()) {
        time = plan.epoch();
      } else if (line.effect() == Effect.LAYER) {
        time = chain.layers().get(next++).created().or(() -> Optional.of(Instant.EPOCH));
      }
      history.add(
          new History(
              time,
              Optional.of(line.createdBy().text()),
              Optional.empty(),
              Optional.of(COMMENT),
              line.effect() == Effect.LAYER ? History.Kind.LAYER : History.Kind.EMPTY,
              new TreeMap<>()));
    }
    return history;
  }

  private static Optional<Instant> newest(List<History> history) {
    return history.reversed().stream().flatMap(step -> step.created().stream()).findFirst();
  }
}
