package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.IndexRecord.Implied;
import dev.slipway.builder.layer.IndexRecord.OutsideLink;
import dev.slipway.builder.layer.IndexRecord.Present;
import dev.slipway.builder.layer.IndexRecord.Whiteout;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.util.Arrays;
import java.util.TreeMap;

/// Which file each hard link of a tar is another name of.
///
/// A link means what its target named when the link was made: the last entry for that path before
/// the link. What such an entry is not in the tar must be in a layer below.
final class HardLinks {
  private static final int NONE = -1;

  private final Spool spool;
  private final int[] order;
  // For each link, the entry that made the file; a link to a file elsewhere stands for that file.
  private int[] files = new int[0];
  // For each file that has links, the last of them: its header is the one that was applied last.
  private int[] lastLinks = new int[0];

  private HardLinks(Spool spool, int[] order) {
    this.spool = spool;
    this.order = order;
  }

  static HardLinks resolve(Spool spool, int[] order) {
    var links = new HardLinks(spool, order);
    for (int number = 0; number < spool.count(); number++) {
      if (spool.kind(number) == RecordFormat.OUTSIDE_LINK) {
        links.add(number);
      }
    }
    return links;
  }

  private void add(int number) {
    if (files.length == 0) {
      files = new int[spool.count()];
      lastLinks = new int[spool.count()];
      Arrays.fill(files, NONE);
      Arrays.fill(lastLinks, NONE);
    }
    var link = (OutsideLink) spool.record(number);
    int target = lastBefore(number, link.target());
    files[number] = target == NONE ? number : files[target] == NONE ? target : files[target];
    if (files[number] != number) {
      lastLinks[files[number]] = number;
    }
  }

  private int lastBefore(int number, TreePath path) {
    var key = path.toArray();
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spool.compare(order[middle], key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int last = NONE;
    for (int i = low; i < order.length && order[i] < number; i++) {
      if (spool.compare(order[i], key) != 0) {
        break;
      }
      int kind = spool.kind(order[i]);
      last = kind == RecordFormat.WHITEOUT || kind == RecordFormat.IMPLIED ? last : order[i];
    }
    return last;
  }

  /// What the index says for an entry: of a link, what it is another name of.
  IndexRecord follow(IndexRecord record, int number) {
    if (files.length == 0) {
      return record;
    }
    int file = files[number] == NONE ? number : files[number];
    int last = lastLinks[file];
    return switch (spool.record(file)) {
      case OutsideLink(_, var metadata, var target, var position) ->
          new OutsideLink(record.path(), applied(metadata, last), target, position);
      case Present(_, Node.Directory _, _, _, _) when file != number ->
          throw new BuildException.Malformed(
              "the tar has a hard link from %s to a directory".formatted(record.path()));
      case Present(_, var node, var position, var opaque, var headers) ->
          new Present(record.path(), shared(node, last), position, opaque, headers);
      case Whiteout _, Implied _ -> record;
    };
  }

  private Node shared(Node node, int last) {
    var applied = node.with(applied(node.metadata(), last));
    return applied instanceof Node.RegularFile(var metadata, var size, _)
        ? new Node.RegularFile(metadata, size, last == NONE ? 0 : 1)
        : applied;
  }

  private Metadata applied(Metadata first, int last) {
    if (last == NONE || !(spool.record(last) instanceof OutsideLink(_, var metadata, _, _))) {
      return first;
    }
    var attributes = new TreeMap<>(first.attributes());
    attributes.putAll(metadata.attributes());
    return metadata.withAttributes(attributes);
  }
}
