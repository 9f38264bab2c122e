package dev.slipway.builder.store;

import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import java.util.Optional;

/// What is called how in the folder of snapshots of one map of ids.
///
/// Workers write there and [Pruning] looks through it, so the names are known to both from here.
public final class SnapshotNames {
  /// The folder in which each worker has a temporary folder of its own. No snapshot: a worker
  /// removes what dead ones left there.
  public static final String WORKERS = "tmp";

  private static final String WHOLE = "-whole";
  private static final String FUSE = "-fuse";

  private SnapshotNames() {}

  /// The name of what the topmost layer of a chain changes.
  public static String layer(ChainId chain) {
    return chain.digest().hex();
  }

  /// The same with notes that the program fuse-overlayfs reads, and the kernel does not.
  public static String fuse(ChainId chain) {
    return chain.digest().hex() + FUSE;
  }

  /// The name of all that the layers of a chain make together.
  public static String whole(ChainId chain) {
    return chain.digest().hex() + WHOLE;
  }

  /// The chain that the snapshot `name` belongs to; nothing when no snapshot is called so.
  static Optional<Digest> chain(String name) {
    var hex = without(FUSE, without(WHOLE, name));
    try {
      return Optional.of(Digest.parse("sha256:" + hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String without(String suffix, String name) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
