package dev.slipway.builder.run;

import dev.slipway.builder.tree.Tree;

/// The files outside of any image that COPY and ADD may take.
public interface Contexts {
  /// The main context.
  Tree main();

  /// The folder that `--build-context` gave this name.
  Tree named(String name);
}
