package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/// Tells whether what is put somewhere stands there already, as a layer would say it.
///
/// A layer knows whole seconds, and of the extended attributes the capabilities. Everything of that
/// must be equal, and the content byte by byte: BuildKit compares the content only of files whose
/// times are whole seconds, and takes equal times for equal files otherwise.
final class Standing {
  private static final String CAPABILITY = "security.capability";
  private static final int BLOCK = 1 << 16;

  private Standing() {}

  /// Whether `base` has at `path` what `node` says, with that content; never true of a directory.
  static boolean holds(Tree base, TreePath path, Node node, Content content) throws IOException {
    var before = base.find(path);
    if (before.isEmpty() || !same(node.metadata(), before.get().metadata())) {
      return false;
    }
    var old = before.get();
    return switch (node) {
      case Node.RegularFile(_, long size, long group) ->
          old instanceof Node.RegularFile file
              && group == 0
              && size == file.size()
              && (size == 0 || sameBytes(content, () -> base.open(path)));
      case Node.Symlink(_, var target) ->
          old instanceof Node.Symlink link && target.equals(link.target());
      case Node.Device(_, var kind, long major, long minor) ->
          old instanceof Node.Device device
              && kind == device.kind()
              && major == device.major()
              && minor == device.minor();
      case Node.Fifo _ -> old instanceof Node.Fifo;
      case Node.Directory _ -> false;
    };
  }

  private static boolean same(Metadata now, Metadata before) {
    return now.mode() == before.mode()
        && now.uid() == before.uid()
        && now.gid() == before.gid()
        && now.seconds() == before.seconds()
        && Objects.equals(capability(now), capability(before));
  }

  private static Bytes capability(Metadata metadata) {
    return metadata.attributes().getOrDefault(CAPABILITY, Bytes.EMPTY);
  }

  private static boolean sameBytes(Content one, Content other) throws IOException {
    try (var now = one.open();
        var before = other.open()) {
      byte[] block;
      do {
        block = now.readNBytes(BLOCK);
        if (!Arrays.equals(block, before.readNBytes(BLOCK))) {
          return false;
        }
      } while (block.length > 0);
      return true;
    }
  }
}
