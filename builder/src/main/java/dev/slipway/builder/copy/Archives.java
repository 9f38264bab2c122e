package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.Arrays;

/// Tells archives from other bytes by how they begin.
public final class Archives {
  /// How many bytes are enough to tell.
  public static final int HEADER = 1024;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private Archives() {}

  /// What bytes can be.
  public enum Kind {
    /// A tar, or something compressed that should be one.
    TAR,
    /// A zip archive, which nobody unpacks here.
    ZIP,
    /// Anything else.
    OTHER
  }

  /// Whether the regular file at `path` is a tar, compressed or not.
  ///
  /// @throws IOException when it cannot be read
  public static boolean isTar(Tree tree, TreePath path) throws IOException {
    return Archive.at(tree, path).isPresent();
  }

  /// What the bytes are that begin with `first`.
  ///
  /// @param first the first [#HEADER] of them, or all when there are fewer
  public static Kind kind(byte[] first) {
    if (Archive.isCompressed(first) || Archive.isTarHeader(first)) {
      return Kind.TAR;
    }
    return first.length >= ZIP.length && Arrays.equals(first, 0, ZIP.length, ZIP, 0, ZIP.length)
        ? Kind.ZIP
        : Kind.OTHER;
  }
}
