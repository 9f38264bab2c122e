package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.pattern.Glob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
    return Glob.hasWildcard(SourceText.decode(name.toArray()));
  }

  /// The folder that the names before the first wildcard say.
  static TreePath literal(TreePath pattern) {
    var folder = TreePath.ROOT;
    for (var name : pattern.names()) {
      if (isPattern(name)) {
        break;
      }
      folder = folder.child(name);
    }
    return folder;
  }

  /// All matches, in order.
  ///
  /// @throws dev.slipway.dockerfile.DockerfileException.BadPattern when a pattern is malformed
  List<TreePath> matches(TreePath pattern) throws IOException {
    var start = literal(pattern);
    var patterns =
        pattern.names().stream()
            .skip(start.names().size())
            .map(name -> Glob.compile(SourceText.decode(name.toArray())))
            .toList();
    // Level by level: what lies equally deep is in the same order as if it was gone into at once.
    var found = List.of(Links.follow(tree, start));
    for (var each : patterns.subList(0, patterns.size() - 1)) {
      found = below(found, each, child -> child.node() instanceof Node.Directory);
    }
    return below(found, patterns.getLast(), _ -> true);
  }

  private List<TreePath> below(List<TreePath> directories, Glob pattern, Predicate<Entry> wanted)
      throws IOException {
    var found = new ArrayList<TreePath>();
    for (var directory : directories) {
      var children = tree.children(directory);
      while (children.hasNext()) {
        var child = children.next();
        if (pattern.matches(child.path().name().toArray()) && wanted.test(child)) {
          found.add(child.path());
        }
      }
    }
    return found;
  }
}
