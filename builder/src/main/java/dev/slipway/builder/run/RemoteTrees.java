package dev.slipway.builder.run;

import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.tree.Tree;
import java.io.IOException;

/// Brings files here that lie elsewhere.
public interface RemoteTrees {
  /// The files of `source`: a web server's file alone in the root, under its name.
  ///
  /// @throws RuntimeException the place's own exception, when they cannot be had, or are others
  ///     than they were
  /// @throws IOException when they cannot be read here
  Tree tree(PinnedSource source) throws IOException;
}
