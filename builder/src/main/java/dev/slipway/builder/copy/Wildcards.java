package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The paths of a tree that a source word names, with `*`, `?` and `[…]` as in a shell.
///
/// Names before the first wildcard are literal and their links are followed; from there on links
/// are not descended.
final class Wildcards {
  private final Tree tree;

  Wildcards(Tree tree) {
    this.tree = tree;
  }

  /// Whether any name of `path` holds a wildcard that is not escaped.
  static boolean isPattern(TreePath path) {
    return path.names().stream().anyMatch(Wildcards::isPattern);
  }

  private static boolean isPattern(Bytes name) {
    for (int i = 0; i < name.length(); i++) {
      byte c = name.at(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[') {
        return true;
      }
    }
    return false;
  }

  /// All matches, in order.
  ///
  /// @throws BuildException.Definition when a pattern is malformed
  List<TreePath> matches(TreePath pattern) throws IOException {
    var names = pattern.names();
    int literal = 0;
    var start = TreePath.ROOT;
    while (literal < names.size() && !isPattern(names.get(literal))) {
      start = start.child(names.get(literal++));
    }
    var found = new ArrayList<TreePath>();
    collect(Symlinks.of(tree).follow(start), names.subList(literal, names.size()), found);
    return found;
  }

  private void collect(TreePath directory, List<Bytes> patterns, List<TreePath> found)
      throws IOException {
    var pattern = patterns.getFirst();
    var children = tree.children(directory);
    while (children.hasNext()) {
      var child = children.next();
      if (!matches(pattern, child.path().name())) {
        continue;
      }
      if (patterns.size() == 1) {
        found.add(child.path());
      } else if (child.node() instanceof Node.Directory) {
        collect(child.path(), patterns.subList(1, patterns.size()), found);
      }
    }
  }

  private static boolean matches(Bytes pattern, Bytes name) {
    return new NamePattern(pattern).matches(name);
  }
}
