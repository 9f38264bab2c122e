package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out where a layer's entries belong on the layers below it.
///
/// Only paths without an entry of their own are looked at, and symbolic links that the layer itself
/// has entries below: the index has a list of both, and most layers have none. The result depends
/// on the whole chain of layers, is small, and is found anew whenever a tree is opened.
final class Placement {
  private final LayerIndex index;
  private final MergedTree below;
  private final List<Redirect> redirects = new ArrayList<>();
  private LayerView view;
  // Whether a directory, or one above it, hides what the layers below have in it: asked for one
  // directory after the other, each below the last.
  private final Map<TreePath, Boolean> hiding = new HashMap<>();

  private Placement(LayerIndex index, MergedTree below) {
    this.index = index;
    this.below = below;
    view = new LayerView(index, redirects);
  }

  /// The layer of `index` as it lies on `below`.
  ///
  /// @throws BuildException.Malformed when it has an entry below what is not a directory there
  static LayerView of(LayerIndex index, MergedTree below) throws IOException {
    var placement = new Placement(index, below);
    for (int which = 0; which < index.specials(); which++) {
      placement.look(index.record(index.special(which)));
    }
    return placement.view;
  }

  private void look(IndexRecord record) throws IOException {
    switch (record) {
      case IndexRecord.Implied(var path, _) -> lookBelow(path);
      case IndexRecord.Present(var path, Node.Symlink _, _, _, _) ->
          redirect(path, view.place(path), false);
      case IndexRecord.Present _, IndexRecord.OutsideLink _, IndexRecord.Whiteout _ -> {}
    }
  }

  private void lookBelow(TreePath path) throws IOException {
    if (path.isRoot()) {
      return;
    }
    var place = view.place(path);
    if (hidesBelow(place)) {
      return;
    }
    var there = new Applied().find(place);
    if (there.isEmpty() || there.get() instanceof Node.Directory) {
      return;
    }
    if (!(there.get() instanceof Node.Symlink)) {
      throw notADirectory(path, place);
    }
    redirect(path, place, true);
  }

  private boolean hidesBelow(TreePath path) {
    var unknown = new ArrayDeque<TreePath>();
    var at = path;
    while (!at.isRoot() && !hiding.containsKey(at.parent())) {
      at = at.parent();
      unknown.push(at);
    }
    boolean hides = hiding.getOrDefault(at.parent(), false);
    for (var each : unknown) {
      int number = view.find(each);
      hides |= number >= 0 && index.isOpaque(number);
      hiding.put(each, hides);
    }
    return hides;
  }

  private void redirect(TreePath path, TreePath place, boolean itself) throws IOException {
    var applied = new Applied();
    TreePath target;
    try {
      target = Symlinks.of(applied).follow(place);
    } catch (FileSystemLoopException e) {
      throw new BuildException.Malformed(
          "a layer has entries below %s, which is a loop of symbolic links".formatted(path), e);
    }
    if (applied.find(target).filter(node -> !(node instanceof Node.Directory)).isPresent()) {
      throw notADirectory(path, target);
    }
    redirects.add(new Redirect(path, target, itself));
    view = new LayerView(index, redirects);
    hiding.clear();
  }

  private static BuildException.Malformed notADirectory(TreePath path, TreePath there) {
    return new BuildException.Malformed(
        "a layer has entries below %s, but %s in the layers below is not a directory"
            .formatted(path, there));
  }

  /// The tree in which the links are followed: the layer's own entries, else what is below.
  private final class Applied implements Tree {
    @Override
    public Optional<Node> find(TreePath path) throws IOException {
      int number = view.find(path);
      if (number >= 0) {
        var record = index.record(number);
        if (record instanceof IndexRecord.Present(_, var node, _, _, _)) {
          return Optional.of(node);
        }
        if (record instanceof IndexRecord.Whiteout) {
          return Optional.empty();
        }
      }
      return below.find(path);
    }

    @Override
    public Iterator<Entry> children(TreePath directory) throws IOException {
      return below.children(directory);
    }

    @Override
    public InputStream open(TreePath path) throws IOException {
      return below.open(path);
    }
  }
}
