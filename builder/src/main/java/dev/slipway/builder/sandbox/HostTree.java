package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A directory of this machine, and all below it, as a tree.
///
/// Read anew at each question. No symbolic link is ever followed, so nothing outside is reached.
public final class HostTree implements Tree {
  private final Path root;

  private HostTree(Path root) {
    this.root = root;
  }

  /// The tree whose root is the directory at `root`.
  public static HostTree of(Path root) {
    return new HostTree(root);
  }

  /// Opens the directory at `path`; the caller closes it.
  ///
  /// @throws SystemCallException when it, or a name on the way, is no directory
  public HostDirectory directory(TreePath path) throws IOException {
    var reached = HostDirectory.open(root);
    for (var name : path.names()) {
      try (var above = reached) {
        reached = above.descend(name);
      }
    }
    return reached;
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    if (path.isRoot()) {
      try (var directory = HostDirectory.open(root)) {
        return directory.node(Bytes.of("."));
      }
    }
    try (var directory = directory(path.parent())) {
      return directory.node(path.name());
    } catch (SystemCallException e) {
      // A symbolic link in a directory's place says ELOOP.
      if (e.notFound() || e.errno() == Errno.ELOOP) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    if (!(find(directory).orElse(null) instanceof Node.Directory)) {
      return Collections.emptyIterator();
    }
    List<Entry> entries = new ArrayList<>();
    try (var open = directory(directory)) {
      for (var name : open.names()) {
        open.node(name).ifPresent(node -> entries.add(new Entry(directory.child(name), node)));
      }
    }
    return entries.iterator();
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    try (var directory = directory(path.parent())) {
      return directory.read(path.name());
    }
  }
}
