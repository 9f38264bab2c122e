package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Layers in a folder, made from tars, and what becomes of them.
final class LayerStack {
  private final Path folder;
  private final List<LayerFiles> layers = new ArrayList<>();

  LayerStack(Path folder) {
    this.folder = folder;
  }

  LayerStack add(Tars tar) throws IOException {
    return add(tar.toArray());
  }

  LayerStack add(byte[] tar) throws IOException {
    var files =
        new LayerFiles(
            folder.resolve(layers.size() + ".tar"), folder.resolve(layers.size() + ".index"));
    TarIndexer.store(new ByteArrayInputStream(tar), files.tar(), files.index(), 1 << 30);
    layers.add(files);
    return this;
  }

  List<LayerFiles> files() {
    return layers;
  }

  MergedTree tree() throws IOException {
    return MergedTree.of(layers);
  }

  /// One line for each entry: its path and what it is.
  static List<String> lines(Tree tree) throws IOException {
    var lines = new ArrayList<String>();
    for (var entries = tree.walk(TreePath.ROOT); entries.hasNext(); ) {
      lines.add(line(tree, entries.next()));
    }
    return lines;
  }

  private static String line(Tree tree, Entry entry) throws IOException {
    var path = entry.path().toString();
    return switch (entry.node()) {
      case Node.Directory(var metadata) -> "%s/ %o".formatted(path, metadata.mode());
      case Node.RegularFile _ -> {
        try (var content = tree.open(entry.path())) {
          yield path + " = " + new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      case Node.Symlink(_, var target) -> path + " -> " + target;
      case Node.Device(_, _, var major, var minor) -> "%s %d:%d".formatted(path, major, minor);
      case Node.Fifo _ -> path + " |";
    };
  }
}
