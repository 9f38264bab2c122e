package dev.slipway.builder.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/// The entries below a directory, depth first, as their directories list them.
final class Walk implements Iterator<Entry> {
  private final Tree tree;
  private final DepthFirst<Entry> ahead = new DepthFirst<>();

  Walk(Tree tree, TreePath directory) throws IOException {
    this.tree = tree;
    ahead.enter(tree.children(directory));
  }

  @Override
  public boolean hasNext() {
    return ahead.hasNext();
  }

  @Override
  public Entry next() {
    var entry = ahead.next();
    if (entry.node() instanceof Node.Directory) {
      try {
        ahead.enter(tree.children(entry.path()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return entry;
  }
}
