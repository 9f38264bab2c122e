package dev.slipway.builder.snapshot;

import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.sandbox.FileStatus;
import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what a command changed, from the upper directory of its overlay, as a layer.
///
/// What looks changed but is not (the kernel copies up what is merely opened for writing) is left
/// out: a file with the same metadata and content as below, a directory of which only the time
/// differs. What is written comes after all its parents, with their present metadata. An opaque
/// directory becomes one removal for each name that is no longer there, as BuildKit has it.
public final class UpperChanges {
  private static final Content NONE = InputStream::nullInputStream;

  private final LayerOutput output;
  private final Notes notes;
  private final Deque<Pending> pending = new ArrayDeque<>();

  private record Pending(TreePath path, Node node) {}

  private UpperChanges(LayerOutput output, Overlay overlay) {
    this.output = output;
    notes = new Notes(overlay);
  }

  /// Writes the difference that `upper` makes to `lower` to `output`.
  ///
  /// @param upper the upper directory, in which nobody writes any more
  /// @param lower a view of the layers below
  /// @param overlay in whose way the upper directory was written
  /// @throws IOException when a directory cannot be read or the layer not be written
  public static void write(Path upper, Path lower, Overlay overlay, LayerOutput output)
      throws IOException {
    try (var above = HostDirectory.open(upper);
        var below = HostDirectory.open(lower)) {
      new UpperChanges(output, overlay).directory(TreePath.ROOT, above, below, Below.SEEN);
    }
  }

  /// Writes the difference that `copy` makes to `original`, of which it once was a copy, to
  /// `output`.
  ///
  /// @throws IOException when a directory cannot be read or the layer not be written
  public static void ofCopy(Path copy, Path original, LayerOutput output) throws IOException {
    try (var above = HostDirectory.open(copy);
        var below = HostDirectory.open(original)) {
      // Like an opaque directory: nothing is there that is not in the copy.
      new UpperChanges(output, Overlay.COPIES).directory(TreePath.ROOT, above, below, Below.HIDDEN);
    }
  }

  /// Whether what the layers below have in a directory shines through.
  private enum Below {
    SEEN,
    HIDDEN
  }

  private void directory(
      TreePath path, HostDirectory above, @Nullable HostDirectory below, Below seen)
      throws IOException {
    for (var name : names(above, below, seen)) {
      var status = above.find(name);
      boolean gone = status.isEmpty() || status.get().isWhiteout();
      if (gone) {
        if (below != null && below.find(name).isPresent()) {
          flush();
          output.remove(path.child(name));
        }
      } else {
        changed(path.child(name), status.get(), above, below, seen);
      }
    }
  }

  // In an opaque directory what is not above is gone, so the names below count too.
  private List<Bytes> names(HostDirectory above, @Nullable HostDirectory below, Below seen)
      throws IOException {
    var names = notes.names(above);
    if (seen == Below.SEEN || below == null) {
      return names;
    }
    var all = new TreeSet<>(names);
    all.addAll(below.names());
    return new ArrayList<>(all);
  }

  private void changed(
      TreePath path,
      FileStatus status,
      HostDirectory above,
      @Nullable HostDirectory below,
      Below seen)
      throws IOException {
    var name = path.name();
    var node = above.node(name, status).orElse(null);
    if (node == null) {
      return;
    }
    var old = below == null ? null : old(below, name);
    if (!(node instanceof Node.Directory)) {
      if (old == null || !same(node, old, above, below, name)) {
        flush();
        output.put(path, node, content(node, above, name));
      }
      return;
    }
    var entry = new Pending(path, node);
    pending.addLast(entry);
    if (!(old instanceof Node.Directory) || !sameApartFromTime(node, old)) {
      flush();
    }
    try (var inside = above.descend(name);
        var insideBelow =
            old instanceof Node.Directory && below != null ? below.descend(name) : null) {
      boolean hidden = seen == Below.HIDDEN || notes.hidesAll(above, name);
      directory(path, inside, insideBelow, hidden ? Below.HIDDEN : Below.SEEN);
    }
    pending.remove(entry);
  }

  private static @Nullable Node old(HostDirectory below, Bytes name) throws IOException {
    var status = below.find(name);
    return status.isEmpty() ? null : below.node(name, status.get()).orElse(null);
  }

  /// Writes the directories on the way that were not written yet.
  private void flush() throws IOException {
    while (!pending.isEmpty()) {
      var entry = pending.removeFirst();
      output.put(entry.path(), entry.node(), NONE);
    }
  }

  private static Content content(Node node, HostDirectory above, Bytes name) {
    return node instanceof Node.RegularFile ? () -> above.read(name) : NONE;
  }

  private static boolean sameApartFromTime(Node node, Node old) {
    var now = node.metadata();
    var before = old.metadata();
    return now.mode() == before.mode()
        && now.uid() == before.uid()
        && now.gid() == before.gid()
        && now.attributes().equals(before.attributes());
  }

  private static boolean same(
      Node node, Node old, HostDirectory above, @Nullable HostDirectory below, Bytes name)
      throws IOException {
    if (!sameApartFromTime(node, old) || !sameTime(node, old)) {
      return false;
    }
    return switch (node) {
      case Node.RegularFile file ->
          old instanceof Node.RegularFile before
              && below != null
              && file.size() == before.size()
              && sameContent(above, below, name);
      case Node.Symlink(_, var target) ->
          old instanceof Node.Symlink(_, var before) && target.equals(before);
      case Node.Device(_, var kind, var major, var minor) ->
          old instanceof Node.Device(_, var oldKind, var oldMajor, var oldMinor)
              && kind == oldKind
              && major == oldMajor
              && minor == oldMinor;
      case Node.Fifo _ -> old instanceof Node.Fifo;
      case Node.Directory _ -> false;
    };
  }

  // Layers hold whole seconds: a file that was extracted has lost the rest.
  private static boolean sameTime(Node node, Node old) {
    var now = node.metadata();
    var before = old.metadata();
    return now.seconds() == before.seconds()
        && (now.nanoseconds() == before.nanoseconds()
            || now.nanoseconds() == 0
            || before.nanoseconds() == 0);
  }

  private static boolean sameContent(HostDirectory above, HostDirectory below, Bytes name)
      throws IOException {
    try (var now = above.read(name);
        var before = below.read(name)) {
      byte[] block;
      do {
        block = now.readNBytes(1 << 16);
        if (!Arrays.equals(block, before.readNBytes(1 << 16))) {
          return false;
        }
      } while (block.length > 0);
      return true;
    }
  }
}
