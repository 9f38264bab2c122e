package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.IndexRecord.Implied;
import dev.slipway.builder.layer.IndexRecord.OutsideLink;
import dev.slipway.builder.layer.IndexRecord.Present;
import dev.slipway.builder.layer.IndexRecord.Whiteout;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what a tar said, entry after entry, into one record for each path, in order.
final class Consolidation {
  private static final Node NEW_DIRECTORY = new Node.Directory(Metadata.of(0755, 0));

  private final Spool spool;
  private final int[] order;
  private final HardLinks links;
  private final Deque<Placed> above = new ArrayDeque<>();

  /// A record that is or will be in the index, and when the tar said it last.
  private record Placed(IndexRecord record, int said, int number) {}

  Consolidation(Spool spool) {
    this.spool = spool;
    order = spool.sorted();
    links = HardLinks.resolve(spool, order);
  }

  void writeTo(IndexWriter writer) throws IOException {
    Placed held = null;
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && spool.compare(order[from], order[to]) == 0) {
        to++;
      }
      var next = merge(from, to);
      if (held != null) {
        place(reopened(held, next), writer);
      }
      held = next;
      from = to;
    }
    if (held != null) {
      place(held, writer);
    }
  }

  // What is removed and has entries below it again is a new directory.
  private static Placed reopened(Placed held, Placed next) {
    return held.record() instanceof Whiteout(var path) && next.record().path().startsWith(path)
        ? new Placed(new Present(path, NEW_DIRECTORY, 0, true), held.said(), 0)
        : held;
  }

  // Of the entries for one path the last counts; a whiteout beside them is about the layers below.
  private Placed merge(int from, int to) {
    IndexRecord last = null;
    int said = order[to - 1];
    boolean hides = false;
    boolean opaque = false;
    TreePath path = TreePath.ROOT;
    for (int i = from; i < to; i++) {
      var record = spool.record(order[i]);
      path = record.path();
      switch (record) {
        case Whiteout _ -> hides = true;
        case Implied _ -> opaque = true;
        case Present _, OutsideLink _ -> {
          last = links.follow(record, order[i]);
          // When, that is, it replaced what was there; a whiteout replaces nothing in the tar.
          said = order[i];
        }
      }
    }
    var merged =
        switch (last) {
          case null -> opaque ? new Implied(path, true) : new Whiteout(path);
          case Present(_, Node.Directory directory, var position, _, _) ->
              new Present(path, directory, position, hides || opaque);
          case IndexRecord other -> other;
        };
    return new Placed(merged, said, 0);
  }

  private void place(Placed placed, IndexWriter writer) throws IOException {
    var path = placed.record().path();
    while (!above.isEmpty() && !path.startsWith(above.getFirst().record().path())) {
      above.pop();
    }
    var nearest = above.peekFirst();
    if (nearest != null && !isDirectory(nearest.record())) {
      if (placed.said() < nearest.said()) {
        // It was in a directory that a later entry replaced.
        return;
      }
      if (!isSymlink(nearest.record())) {
        throw new BuildException.Malformed(
            "the tar has an entry for %s, but %s is not a directory there"
                .formatted(path, nearest.record().path()));
      }
      writer.markSpecial(nearest.number());
    }
    for (var missing : missingParents(path, nearest)) {
      append(new Placed(new Implied(missing, false), placed.said(), 0), writer);
    }
    append(placed, writer);
  }

  private static List<TreePath> missingParents(TreePath path, @Nullable Placed nearest) {
    var stop = nearest == null ? TreePath.ROOT : nearest.record().path();
    var missing = new ArrayList<TreePath>();
    for (var parent = path.parent();
        !parent.isRoot() && !parent.equals(stop);
        parent = parent.parent()) {
      missing.addFirst(parent);
    }
    return missing;
  }

  private void append(Placed placed, IndexWriter writer) throws IOException {
    int number = writer.entries();
    writer.append(placed.record());
    above.push(new Placed(placed.record(), placed.said(), number));
  }

  private static boolean isDirectory(IndexRecord record) {
    return switch (record) {
      case Implied _ -> true;
      case Present(_, var node, _, _, _) -> node instanceof Node.Directory;
      case Whiteout _, OutsideLink _ -> false;
    };
  }

  private static boolean isSymlink(IndexRecord record) {
    return record instanceof Present(_, Node.Symlink _, _, _, _);
  }
}
