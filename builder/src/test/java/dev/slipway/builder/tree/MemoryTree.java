package dev.slipway.builder.tree;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A tree in memory, written down entry by entry. Directories above an entry appear by themselves:
/// mode 0755, owner 0:0, time 0.
public final class MemoryTree implements Tree {
  private final NavigableMap<TreePath, Node> nodes = new TreeMap<>();
  private final Map<TreePath, Bytes> contents = new HashMap<>();

  /// A tree of nothing but its root.
  public MemoryTree() {
    nodes.put(TreePath.ROOT, new Node.Directory(Metadata.of(0755, 0)));
  }

  /// Adds a directory.
  public MemoryTree directory(String path, int mode) {
    return put(TreePath.of(path), new Node.Directory(Metadata.of(mode, 0)));
  }

  /// Adds a file of mode 0644.
  public MemoryTree file(String path, String content) {
    return file(path, 0644, content);
  }

  /// Adds a file.
  public MemoryTree file(String path, int mode, String content) {
    return file(TreePath.of(path), mode, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a file.
  public MemoryTree file(TreePath path, int mode, byte[] content) {
    contents.put(path, Bytes.of(content));
    return put(path, new Node.RegularFile(Metadata.of(mode, 0), content.length, 0));
  }

  /// Adds a second name for the file at `target`.
  public MemoryTree hardLink(String path, String target) {
    var file = (Node.RegularFile) node(TreePath.of(target));
    long group = file.linkGroup() == 0 ? nodes.size() : file.linkGroup();
    var linked = new Node.RegularFile(file.metadata(), file.size(), group);
    nodes.put(TreePath.of(target), linked);
    contents.put(TreePath.of(path), content(TreePath.of(target)));
    return put(TreePath.of(path), linked);
  }

  /// Adds a symbolic link.
  public MemoryTree symlink(String path, String target) {
    return put(TreePath.of(path), new Node.Symlink(Metadata.of(0777, 0), Bytes.of(target)));
  }

  /// Adds or replaces any node.
  public MemoryTree put(TreePath path, Node node) {
    for (var parent = path.parent(); !nodes.containsKey(parent); parent = parent.parent()) {
      nodes.put(parent, new Node.Directory(Metadata.of(0755, 0)));
    }
    nodes.put(path, node);
    return this;
  }

  /// Replaces a file or a directory that is there, with its content.
  public MemoryTree put(TreePath path, Node node, byte[] content) {
    contents.put(path, Bytes.of(content));
    return put(path, node);
  }

  /// Gives another owner to what is at `path`.
  public MemoryTree owned(String path, long uid, long gid) {
    return change(path, metadata -> metadata.withOwner(uid, gid));
  }

  /// Gives another time of modification to what is at `path`.
  public MemoryTree timed(String path, long seconds) {
    return change(path, metadata -> metadata.withTime(seconds, 0));
  }

  /// Gives an extended attribute to what is at `path`.
  public MemoryTree attributed(String path, String name, String value) {
    return change(
        path,
        metadata -> {
          var attributes = new TreeMap<>(metadata.attributes());
          attributes.put(name, Bytes.of(value));
          return metadata.withAttributes(attributes);
        });
  }

  /// Takes away what is at `path` and all below it.
  public MemoryTree without(TreePath path) {
    nodes.keySet().removeIf(each -> each.startsWith(path));
    return this;
  }

  /// All entries but the root, in order.
  public NavigableMap<TreePath, Node> entries() {
    return nodes.tailMap(TreePath.ROOT, false);
  }

  /// What is at `path`, which must be there.
  public Node node(TreePath path) {
    return find(path).orElseThrow(() -> new AssertionError("nothing at " + path));
  }

  private MemoryTree change(String path, UnaryOperator<Metadata> change) {
    var at = TreePath.of(path);
    var node = node(at);
    nodes.put(at, node.with(change.apply(node.metadata())));
    return this;
  }

  private Bytes content(TreePath path) {
    return Optional.ofNullable(contents.get(path)).orElse(Bytes.EMPTY);
  }

  @Override
  public Optional<Node> find(TreePath path) {
    return Optional.ofNullable(nodes.get(path));
  }

  @Override
  public Iterator<Entry> children(TreePath directory) {
    return nodes.tailMap(directory, false).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(directory))
        .filter(entry -> entry.getKey().parent().equals(directory))
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .iterator();
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    if (!(nodes.get(path) instanceof Node.RegularFile)) {
      throw new FileNotFoundException(path.toString());
    }
    return new ByteArrayInputStream(content(path).toArray());
  }
}
