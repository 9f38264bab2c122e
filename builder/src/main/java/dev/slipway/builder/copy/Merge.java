package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Copies one match of one source: a file, or what a directory holds.
///
/// Hard links among what is copied stay hard links; those to names outside are broken.
final class Merge {
  private final Tree source;
  private final Placement placement;
  private final Map<Long, Long> linkGroups = new HashMap<>();

  Merge(Tree source, Placement placement) {
    this.source = source;
    this.placement = placement;
  }

  /// Puts the file at `from` to `target`.
  void file(TreePath from, Node node, TreePath target) throws IOException {
    placement.putFile(target, regrouped(node), () -> source.open(from));
  }

  /// Puts all that is in the directory `from` into the directory `target`.
  void contents(TreePath from, TreePath target) throws IOException {
    var children = source.children(from);
    while (children.hasNext()) {
      var child = children.next();
      var place = target.child(child.path().name());
      if (child.node() instanceof Node.Directory directory) {
        var at = placement.putDirectory(place, directory);
        contents(child.path(), at);
        // Once more: what was put into it gave it another time.
        placement.putDirectory(at, directory);
      } else {
        file(child.path(), child.node(), place);
      }
    }
  }

  private Node regrouped(Node node) {
    if (!(node instanceof Node.RegularFile(var metadata, long size, long group)) || group == 0) {
      return node;
    }
    long renamed = linkGroups.computeIfAbsent(group, _ -> placement.draft().newLinkGroup());
    return new Node.RegularFile(metadata, size, renamed);
  }
}
