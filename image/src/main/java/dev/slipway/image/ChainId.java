package dev.slipway.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The name of a stack of layers: the file system that they make together.
///
/// See the OCI image specification, "Layer ChainID".
///
/// @param digest the digest that names the stack
public record ChainId(Digest digest) {

  /// The stack that is `diffId` alone.
  public static ChainId first(Digest diffId) {
    return new ChainId(diffId);
  }

  /// This stack with `diffId` on top.
  public ChainId then(Digest diffId) {
    return new ChainId(Digest.of((digest + " " + diffId).getBytes(StandardCharsets.UTF_8)));
  }

  /// The stack of all of `diffIds`, lowest first.
  ///
  /// @throws IllegalArgumentException when there is none: nothing has no name
  public static ChainId of(List<Digest> diffIds) {
    if (diffIds.isEmpty()) {
      throw new IllegalArgumentException("a stack without layers has no name");
    }
    return all(diffIds).getLast();
  }

  /// For each of `diffIds` the stack up to and including it.
  public static List<ChainId> all(List<Digest> diffIds) {
    var result = new ArrayList<ChainId>(diffIds.size());
    for (var diffId : diffIds) {
      result.add(result.isEmpty() ? first(diffId) : result.getLast().then(diffId));
    }
    return List.copyOf(result);
  }

  /// The form `sha256:…`.
  @Override
  public String toString() {
    return digest.toString();
  }
}
