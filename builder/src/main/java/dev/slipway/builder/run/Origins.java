package dev.slipway.builder.run;

import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.tree.Tree;
import java.io.IOException;

/// What steps take files from: as trees, and in words.
record Origins(Execution execution, Contexts contexts, Trees trees) {

  /// The files; those of a stage are there when it was executed, which this waits for.
  Tree tree(Action.Origin origin) throws IOException {
    return switch (origin) {
      case Action.Origin.Context _ -> contexts.main();
      case Action.Origin.NamedFolder(var name) -> contexts.named(name);
      case Action.Origin.Files(var basis) -> trees.of(execution.chain(basis));
    };
  }

  /// What it is called in messages.
  String name(Action.Origin origin) {
    return switch (origin) {
      case Action.Origin.Context _ -> "the build context";
      case Action.Origin.NamedFolder(var name) -> "the context '%s'".formatted(name);
      case Action.Origin.Files(Basis.Image image) -> "the image " + image.name();
      case Action.Origin.Files(Basis.Scratch _) -> "scratch, which is empty";
      case Action.Origin.Files(Basis.Stage(int index)) ->
          "the stage " + execution.stage(index).name();
    };
  }
}
