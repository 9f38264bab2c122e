package dev.slipway.builder.layer;

import dev.slipway.builder.tree.DepthFirst;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/// What the topmost layer of a tree says, path by path.
final class Changes implements Iterator<Change> {
  private final MergedTree tree;
  private final LayerView view;
  private final DepthFirst<LayerView.Child> ahead = new DepthFirst<>();

  Changes(MergedTree tree, LayerView view) {
    this.tree = tree;
    this.view = view;
    int root = view.find(TreePath.ROOT);
    ahead.enter(
        root >= 0
            ? List.of(new LayerView.Child(TreePath.ROOT, root)).iterator()
            : view.children(TreePath.ROOT, root));
  }

  @Override
  public boolean hasNext() {
    return ahead.hasNext();
  }

  @Override
  public Change next() {
    var child = ahead.next();
    var path = child.path();
    int kind = child.number() < 0 ? RecordFormat.IMPLIED : view.index().kind(child.number());
    if (kind == RecordFormat.WHITEOUT) {
      return new Change.Remove(path);
    }
    if (kind == RecordFormat.IMPLIED || kind == RecordFormat.DIRECTORY) {
      ahead.enter(view.children(path, child.number()));
    }
    // Asked of the whole tree, so that an implied directory is what it is below, and a link to
    // another layer is the file that it leads to.
    var node = tree.node(path, Objects.requireNonNull(tree.locate(path)));
    return node instanceof Node.Directory directory
            && child.number() >= 0
            && view.index().isOpaque(child.number())
        ? new Change.PutOpaque(path, directory)
        : new Change.Put(path, node);
  }
}
