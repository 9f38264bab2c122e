package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/// A file system with nothing in it.
public enum EmptyTree implements Tree {
  /// The one there is.
  INSTANCE;

  @Override
  public Optional<Node> find(TreePath path) {
    return path.isRoot() ? Optional.of(new Node.Directory(Metadata.of(0755, 0))) : Optional.empty();
  }

  @Override
  public Iterator<Entry> children(TreePath directory) {
    return Collections.emptyIterator();
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    throw new FileNotFoundException(path.toString());
  }
}
