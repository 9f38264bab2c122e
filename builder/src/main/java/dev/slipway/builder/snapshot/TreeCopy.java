package dev.slipway.builder.snapshot;

import dev.slipway.builder.sandbox.FileStatus;
import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.HostTree;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Copies a directory of this machine with owners, modes, times, hard links and capabilities.
public final class TreeCopy {
  private static final Bytes HERE = Bytes.of(".");

  private final HostTree copy;
  private final Map<Long, TreePath> groups = new HashMap<>();

  private TreeCopy(HostTree copy) {
    this.copy = copy;
  }

  /// Copies the directory `from` with all it holds onto the empty directory `to`. Sockets and
  /// devices are left out.
  ///
  /// @throws IOException when something cannot be read or made
  public static void copy(Path from, Path to) throws IOException {
    try (var source = HostDirectory.open(from);
        var target = HostDirectory.open(to)) {
      new TreeCopy(HostTree.of(to)).contents(source, target, TreePath.ROOT);
      take(target, HERE, source.node(HERE).orElseThrow());
    }
  }

  private void contents(HostDirectory source, HostDirectory target, TreePath path)
      throws IOException {
    for (var name : source.names()) {
      var found = source.node(name);
      if (found.isEmpty()) {
        continue;
      }
      var node = found.get();
      switch (node) {
        case Node.Directory _ -> {
          target.makeDirectory(name, 0700);
          try (var below = source.descend(name);
              var made = target.descend(name)) {
            contents(below, made, path.child(name));
          }
          take(target, name, node);
        }
        case Node.RegularFile file -> file(source, target, path.child(name), file);
        case Node.Symlink(_, var link) -> {
          target.makeLink(name, link);
          take(target, name, node);
        }
        case Node.Fifo _ -> {
          target.makePipe(name, 0600);
          take(target, name, node);
        }
        case Node.Device _ -> {}
      }
    }
  }

  private void file(
      HostDirectory source, HostDirectory target, TreePath path, Node.RegularFile file)
      throws IOException {
    var name = path.name();
    var first = file.linkGroup() == 0 ? null : groups.putIfAbsent(file.linkGroup(), path);
    if (first != null) {
      try (var directory = copy.directory(first.parent())) {
        target.link(name, directory, first.name());
      }
      return;
    }
    try (var content = source.read(name);
        var output = target.write(name)) {
      content.transferTo(output);
    }
    take(target, name, file);
  }

  private static void take(HostDirectory target, Bytes made, Node node) throws IOException {
    var metadata = node.metadata();
    if (node instanceof Node.Symlink) {
      target.owner(made, metadata.uid(), metadata.gid());
    } else {
      target.own(made, metadata.uid(), metadata.gid(), metadata.mode());
    }
    for (var attribute : metadata.attributes().entrySet()) {
      target.attribute(made, attribute.getKey(), attribute.getValue());
    }
    target.time(made, new FileStatus.Time(metadata.seconds(), metadata.nanoseconds()));
  }
}
