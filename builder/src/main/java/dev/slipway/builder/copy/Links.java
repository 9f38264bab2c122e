package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;

/// Follows symbolic links, and says it in plain words when they lead in a circle.
final class Links {
  private Links() {}

  /// The path that `path` leads to in `tree` when every link on the way is followed.
  ///
  /// @throws BuildException.Definition when the links lead in a circle
  static TreePath follow(Tree tree, TreePath path) throws IOException {
    try {
      return Symlinks.of(tree).follow(path);
    } catch (FileSystemLoopException e) {
      throw new BuildException.Definition(
          "%s cannot be reached: the symbolic links on the way lead in a circle".formatted(path),
          e);
    }
  }
}
