package dev.slipway.builder.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// Lists within lists, gone through depth first: whoever takes an item and wants what is below it
/// enters that, and it comes next.
///
/// @param <T> what the lists hold
public final class DepthFirst<T> implements Iterator<T> {
  private final Deque<Iterator<? extends T>> open = new ArrayDeque<>();

  /// Nothing is ahead yet.
  public DepthFirst() {}

  /// The next items are those of `below`.
  public void enter(Iterator<? extends T> below) {
    open.push(below);
  }

  @Override
  public boolean hasNext() {
    while (!open.isEmpty() && !open.getFirst().hasNext()) {
      open.pop();
    }
    return !open.isEmpty();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return open.getFirst().next();
  }
}
