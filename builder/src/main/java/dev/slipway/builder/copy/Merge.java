package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Copies one match of one source: a file, or what a directory holds.
///
/// Hard links among what is copied stay hard links; those to names outside are broken.
final class Merge implements SourceWalk.Visitor {
  private final Tree source;
  private final Placement placement;
  private final Map<Long, Long> linkGroups = new HashMap<>();
  // Where the directories are that the walk is in: not below each other where a link was followed.
  private final Deque<TreePath> targets = new ArrayDeque<>();

  private Merge(Tree source, Placement placement) {
    this.source = source;
    this.placement = placement;
  }

  /// Puts the file of `match` to `target`.
  static void file(Match.File match, TreePath target, Placement placement) throws IOException {
    new Merge(match.tree(), placement).put(new Entry(match.from(), match.node()), target);
  }

  /// Puts what `match` takes into the directory `target`.
  static void contents(Match.Contents match, TreePath target, Placement placement)
      throws IOException {
    var merge = new Merge(match.tree(), placement);
    merge.targets.push(target);
    SourceWalk.over(match.tree(), match.from(), match.selector(), merge);
  }

  @Override
  public void enter(Entry directory, SourceWalk.Reason reason) throws IOException {
    var target = targets.getFirst().child(directory.path().name());
    targets.push(placement.putDirectory(target, timed(directory, reason)));
  }

  @Override
  public void leave(Entry directory, SourceWalk.Reason reason) throws IOException {
    // Once more: what was put into it gave it another time.
    placement.putDirectory(targets.pop(), timed(directory, reason));
  }

  private Node.Directory timed(Entry directory, SourceWalk.Reason reason) {
    var metadata = directory.node().metadata();
    return new Node.Directory(
        switch (reason) {
          case COPIED -> metadata;
          case LEADING -> placement.draft().stamped(metadata);
        });
  }

  @Override
  public void file(Entry file) throws IOException {
    put(file, targets.getFirst().child(file.path().name()));
  }

  private void put(Entry file, TreePath target) throws IOException {
    placement.putFile(
        target, regrouped(file.node()), placement.copied().watched(source, file.path()));
  }

  private Node regrouped(Node node) {
    if (!(node instanceof Node.RegularFile(var metadata, long size, long group)) || group == 0) {
      return node;
    }
    long renamed = linkGroups.computeIfAbsent(group, _ -> placement.draft().newLinkGroup());
    return new Node.RegularFile(metadata, size, renamed);
  }
}
