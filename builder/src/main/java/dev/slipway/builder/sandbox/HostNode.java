package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a name in an open directory is as a node of a tree.
final class HostNode {
  private static final String CAPABILITY = "security.capability";

  private HostNode() {}

  static Optional<Node> of(HostDirectory directory, Bytes name, FileStatus status)
      throws IOException {
    var metadata =
        new Metadata(
            status.mode(),
            status.uid(),
            status.gid(),
            status.modified().seconds(),
            status.modified().nanoseconds(),
            capabilities(directory, name, status));
    return switch (status.kind()) {
      case REGULAR ->
          Optional.of(
              new Node.RegularFile(
                  metadata, status.size(), status.links() > 1 ? status.inode() : 0));
      case DIRECTORY -> Optional.of(new Node.Directory(metadata));
      case SYMLINK -> Optional.of(new Node.Symlink(metadata, directory.target(name)));
      case CHARACTER -> Optional.of(device(metadata, Node.Device.Kind.CHARACTER, status));
      case BLOCK -> Optional.of(device(metadata, Node.Device.Kind.BLOCK, status));
      case FIFO -> Optional.of(new Node.Fifo(metadata));
      case SOCKET -> Optional.empty();
    };
  }

  private static Node device(Metadata metadata, Node.Device.Kind kind, FileStatus status) {
    return new Node.Device(metadata, kind, status.major(), status.minor());
  }

  private static SortedMap<String, Bytes> capabilities(
      HostDirectory directory, Bytes name, FileStatus status) throws IOException {
    if (status.kind() != FileStatus.Kind.REGULAR) {
      return Collections.emptySortedMap();
    }
    var value = directory.attribute(name, CAPABILITY);
    return value.isEmpty()
        ? Collections.emptySortedMap()
        : new TreeMap<>(Map.of(CAPABILITY, value.get()));
  }
}
