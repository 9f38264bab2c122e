package dev.slipway.builder.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;

/// What lies below one directory of a tree, as a tree of its own: nothing of it leads outside.
public final class Subtree implements Tree {
  private final Tree whole;
  private final TreePath root;

  private Subtree(Tree whole, TreePath root) {
    this.whole = whole;
    this.root = root;
  }

  /// What lies below the directory `root` of `whole`.
  public static Subtree of(Tree whole, TreePath root) {
    return new Subtree(whole, root);
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    return whole.find(root.resolve(path));
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    return below(whole.children(root.resolve(directory)));
  }

  @Override
  public Iterator<Entry> walk(TreePath directory) throws IOException {
    return below(whole.walk(root.resolve(directory)));
  }

  private Iterator<Entry> below(Iterator<Entry> entries) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Entry next() {
        var entry = entries.next();
        return new Entry(entry.path().relativeTo(root), entry.node());
      }
    };
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    return whole.open(root.resolve(path));
  }
}
