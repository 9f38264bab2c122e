package dev.slipway.builder.remote;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.SourceText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A file system with one file in its root.
final class SingleFile implements Tree {
  private final TreePath path;
  private final Node.RegularFile node;
  private final Path content;

  /// The file called `name` with `size` bytes, which `content` holds.
  SingleFile(String name, Metadata metadata, Path content, long size) {
    this.path = TreePath.ROOT.child(Bytes.of(SourceText.encode(name)));
    this.node = new Node.RegularFile(metadata, size, 0);
    this.content = content;
  }

  @Override
  public Optional<Node> find(TreePath wanted) {
    if (wanted.isRoot()) {
      return Optional.of(
          new Node.Directory(
              Metadata.of(0755, 0)
                  .withTime(node.metadata().seconds(), node.metadata().nanoseconds())));
    }
    return wanted.equals(path) ? Optional.of(node) : Optional.empty();
  }

  @Override
  public Iterator<Entry> children(TreePath directory) {
    return directory.isRoot()
        ? List.of(new Entry(path, node)).iterator()
        : Collections.emptyIterator();
  }

  @Override
  public InputStream open(TreePath wanted) throws IOException {
    if (!wanted.equals(path)) {
      throw new FileNotFoundException(wanted.toString());
    }
    return Files.newInputStream(content);
  }
}
