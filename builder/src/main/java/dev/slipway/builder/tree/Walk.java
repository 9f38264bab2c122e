package dev.slipway.builder.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// The entries below a directory, depth first, as their directories list them.
final class Walk implements Iterator<Entry> {
  private final Tree tree;
  private final Deque<Iterator<Entry>> open = new ArrayDeque<>();

  Walk(Tree tree, TreePath directory) throws IOException {
    this.tree = tree;
    open.push(tree.children(directory));
  }

  @Override
  public boolean hasNext() {
    while (!open.isEmpty() && !open.getFirst().hasNext()) {
      open.pop();
    }
    return !open.isEmpty();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var entry = open.getFirst().next();
    if (entry.node() instanceof Node.Directory) {
      try {
        open.push(tree.children(entry.path()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return entry;
  }
}
