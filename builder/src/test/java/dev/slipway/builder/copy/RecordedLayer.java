package dev.slipway.builder.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A layer in memory, that insists on the order which [LayerOutput] promises.
final class RecordedLayer implements LayerOutput {
  final MemoryTree tree = new MemoryTree();
  final List<TreePath> removed = new ArrayList<>();
  final List<TreePath> put = new ArrayList<>();
  private final Map<Long, byte[]> groups = new HashMap<>();
  private TreePath last = TreePath.ROOT;

  @Override
  public void put(TreePath path, Node node, Content content) throws IOException {
    follow(path);
    assertThat(put.contains(path.parent()) || path.parent().isRoot())
        .as("the parent of %s comes first", path)
        .isTrue();
    put.add(path);
    if (!(node instanceof Node.RegularFile(_, long size, long group))) {
      tree.put(path, node);
      return;
    }
    var bytes = group == 0 ? null : groups.get(group);
    if (bytes == null) {
      try (var in = content.open()) {
        bytes = in.readAllBytes();
      }
    }
    assertThat(bytes.length).as("size of %s", path).isEqualTo((int) size);
    groups.put(group, bytes);
    tree.put(path, node, bytes);
  }

  @Override
  public void remove(TreePath path) {
    follow(path);
    removed.add(path);
  }

  private void follow(TreePath path) {
    assertThat(path).isGreaterThan(last);
    last = path;
  }
}
