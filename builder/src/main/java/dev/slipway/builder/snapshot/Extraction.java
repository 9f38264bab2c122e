package dev.slipway.builder.snapshot;

import dev.slipway.builder.layer.Change;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.sandbox.FileStatus;
import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.HostTree;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the directory of one layer, as overlayfs wants it.
///
/// What the layer says comes from its index and from those of the layers below, with every path
/// where the links among its parents lead; nothing is looked up on the disk. Devices are not made:
/// they stay in the index.
final class Extraction {
  private static final Bytes HERE = Bytes.of(".");
  private static final String OVERLAY_PREFIX = "user.overlay.";
  private static final String ESCAPED_PREFIX = "user.overlay.overlay.";

  private final MergedTree tree;
  private final Notes notes;
  private final Path root;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Long, TreePath> groups = new HashMap<>();

  /// A directory on the way to the present path; its time is set when nothing is added any more.
  private record Open(TreePath path, HostDirectory directory, @Nullable Node node) {}

  private Extraction(MergedTree tree, Overlay overlay, Path root) {
    this.tree = tree;
    notes = new Notes(overlay);
    this.root = root;
  }

  /// Writes what the topmost layer of `tree` does into the empty directory `root`.
  ///
  /// @throws IOException when a layer cannot be read or a file not be made
  static void ofTopmost(MergedTree tree, Overlay overlay, Path root) throws IOException {
    new Extraction(tree, overlay, root).write(tree.changes());
  }

  /// Writes all that is in `tree` into the empty directory `root`.
  ///
  /// @throws IOException when a layer cannot be read or a file not be made
  static void ofAll(MergedTree tree, Overlay overlay, Path root) throws IOException {
    var entries = tree.walk(TreePath.ROOT);
    new Extraction(tree, overlay, root)
        .write(
            Stream.generate(() -> entries)
                .takeWhile(Iterator::hasNext)
                .map(Iterator::next)
                .<Change>map(entry -> new Change.Put(entry.path(), entry.node()))
                .iterator());
  }

  private void write(Iterator<Change> changes) throws IOException {
    try {
      open.push(
          new Open(TreePath.ROOT, HostDirectory.open(root), tree.find(TreePath.ROOT).orElse(null)));
      while (changes.hasNext()) {
        write(changes.next());
      }
      leaveAllBut(null);
    } finally {
      open.forEach(rest -> rest.directory().close());
    }
  }

  private void write(Change change) throws IOException {
    leaveAllBut(change.path());
    switch (change) {
      case Change.Remove(var path) -> notes.hide(parent(), path.name());
      case Change.PutOpaque(var path, var node) -> {
        enter(path, node);
        notes.hideAll(parent());
      }
      case Change.Put(var path, Node.Directory node) -> enter(path, node);
      case Change.Put(var path, var node) -> put(path, node);
    }
  }

  private HostDirectory parent() {
    return Objects.requireNonNull(open.peekFirst(), "the root is open").directory();
  }

  /// Leaves the directories that do not hold `path`; all, when there is none.
  private void leaveAllBut(@Nullable TreePath path) throws IOException {
    while (!open.isEmpty() && (path == null || !path.startsWith(open.getFirst().path()))) {
      var left = open.pop();
      try (var directory = left.directory()) {
        if (left.node() != null) {
          set(directory, HERE, left.node());
        }
      }
    }
  }

  private void enter(TreePath path, Node node) throws IOException {
    if (path.isRoot()) {
      return;
    }
    parent().makeDirectory(path.name(), 0700);
    open.push(new Open(path, parent().descend(path.name()), node));
  }

  private void put(TreePath path, Node node) throws IOException {
    var name = path.name();
    switch (node) {
      case Node.RegularFile file -> file(path, file);
      case Node.Symlink(_, var target) -> {
        parent().makeLink(name, target);
        set(parent(), name, node);
      }
      case Node.Fifo _ -> {
        parent().makePipe(name, 0600);
        set(parent(), name, node);
      }
      case Node.Device _, Node.Directory _ -> {}
    }
  }

  private void file(TreePath path, Node.RegularFile file) throws IOException {
    var first = file.linkGroup() == 0 ? null : groups.putIfAbsent(file.linkGroup(), path);
    if (first != null) {
      try (var directory = HostTree.of(root).directory(first.parent())) {
        parent().link(path.name(), directory, first.name());
      }
      return;
    }
    try (var content = tree.open(path);
        var output = parent().write(path.name())) {
      content.transferTo(output);
    }
    set(parent(), path.name(), file);
  }

  private void set(HostDirectory directory, Bytes name, Node node) throws IOException {
    var metadata = node.metadata();
    if (node instanceof Node.Symlink) {
      directory.owner(name, metadata.uid(), metadata.gid());
    } else {
      directory.own(name, metadata.uid(), metadata.gid(), metadata.mode());
    }
    for (var attribute : metadata.attributes().entrySet()) {
      attribute(directory, name, attribute.getKey(), attribute.getValue());
    }
    directory.time(name, new FileStatus.Time(metadata.seconds(), metadata.nanoseconds()));
  }

  // What is not a capability is a convenience that not every file system and kernel allows; an
  // attribute that overlayfs would take for its own note is escaped, as overlayfs does it.
  private static void attribute(HostDirectory directory, Bytes name, String attribute, Bytes value)
      throws IOException {
    if (attribute.equals("security.capability")) {
      directory.attribute(name, attribute, value);
    } else if (attribute.startsWith("user.")) {
      var escaped =
          attribute.startsWith(OVERLAY_PREFIX)
              ? ESCAPED_PREFIX + attribute.substring(OVERLAY_PREFIX.length())
              : attribute;
      directory.attribute(name, escaped, value);
    }
  }
}
