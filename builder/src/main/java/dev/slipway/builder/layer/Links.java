package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.IndexRecord.OutsideLink;
import dev.slipway.builder.layer.IndexRecord.Present;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The hard links that lead from one layer into another.
///
/// A file is known by its layer and the position of its content: all its names share both. A link
/// from a layer above gives the file one more name, and its own metadata to all of them.
final class Links {
  private static final int MOST_STEPS = 40;

  /// A file's identity.
  private record File(int layer, long position) {}

  /// Where a record of an entry is.
  record Source(int layer, Present record) {}

  private final Map<File, Metadata> linked = new HashMap<>();
  private final Map<Long, Source> targets = new HashMap<>();

  /// No links at all.
  static final Links NONE = new Links();

  private Links() {}

  /// These, and those that the topmost layer of `tree` adds.
  Links with(MergedTree tree) throws IOException {
    int layer = tree.views().size() - 1;
    var index = tree.views().get(layer).index();
    var more = this;
    for (int which = 0; which < index.specials(); which++) {
      int number = index.special(which);
      if (index.kind(number) == RecordFormat.OUTSIDE_LINK) {
        if (more == this) {
          more = new Links();
          more.linked.putAll(linked);
          more.targets.putAll(targets);
        }
        var link = (OutsideLink) index.record(number);
        more.add(layer, link, target(tree, layer, link));
      }
    }
    return more;
  }

  private void add(int layer, OutsideLink link, Source target) {
    targets.put(key(layer, link), target);
    linked.put(new File(target.layer(), target.record().position()), link.metadata());
  }

  // Links that stand for each other share the position of the first.
  private static long key(int layer, OutsideLink link) {
    return group(layer, link.position());
  }

  private static long group(int layer, long position) {
    return ((layer + 1L) << 40) + position / TarHeader.BLOCK;
  }

  private static Source target(MergedTree tree, int layer, OutsideLink link) throws IOException {
    var path = link.target();
    // The target may be an entry of the same layer behind a symbolic link, else it is below; a
    // layer that links to a file and removes its old name means the file below.
    for (int count = layer + 1; count >= layer; count--) {
      var lower = tree.lowest(count);
      var at = Symlinks.of(lower).followParents(path);
      for (int step = 0; step < MOST_STEPS; step++) {
        var place = lower.locate(at);
        if (place == null || place.isDirectory()) {
          break;
        }
        switch (tree.views().get(place.layer()).index().record(place.number())) {
          case Present present -> {
            return new Source(place.layer(), present);
          }
          case OutsideLink further -> at = Symlinks.of(lower).followParents(further.target());
          case IndexRecord.Implied _, IndexRecord.Whiteout _ -> {}
        }
      }
    }
    throw new BuildException.Malformed(
        "layer %d has a hard link from %s to %s, and no file is there in it or in the layers below"
            .formatted(layer + 1, link.path(), path));
  }

  /// The entry that holds the content of `record`.
  Source follow(int layer, IndexRecord record) {
    return switch (record) {
      case Present present -> new Source(layer, present);
      case OutsideLink link -> Objects.requireNonNull(targets.get(key(layer, link)));
      case IndexRecord.Implied _, IndexRecord.Whiteout _ ->
          throw new IllegalStateException("%s has no content".formatted(record.path()));
    };
  }

  /// What an entry is, with the links that lead to it.
  Node node(int layer, Present entry) {
    var metadata = linked.get(new File(layer, entry.position()));
    var node = metadata == null ? entry.node() : entry.node().with(metadata);
    return node instanceof Node.RegularFile(var own, var size, var group)
            && (group != 0 || metadata != null)
        ? new Node.RegularFile(own, size, group(layer, entry.position()))
        : node;
  }

  /// What a link to another layer is.
  Node node(int layer, OutsideLink link) {
    var target = targets.get(key(layer, link));
    // While links are still looked for, all that matters is that it is no symbolic link.
    return target == null
        ? new Node.RegularFile(link.metadata(), 0, 0)
        : node(target.layer(), target.record());
  }
}
