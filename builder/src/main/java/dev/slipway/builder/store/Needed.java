package dev.slipway.builder.store;

import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What stays when a store is pruned.
final class Needed {
  private final Set<Digest> contents = new HashSet<>();
  private final Set<Digest> chains = new HashSet<>();

  void keep(ImageRecord image) {
    keep(image.config());
    image.manifest().ifPresent(manifest -> keep(manifest.digest()));
    keepChain(image.layers().stream().map(LayerRecord::diffId).toList());
    image.layers().forEach(layer -> layer.remote().ifPresent(blob -> keep(blob.digest())));
  }

  void keepChain(List<Digest> diffIds) {
    contents.addAll(diffIds);
    ChainId.all(diffIds).forEach(chain -> chains.add(chain.digest()));
  }

  void keep(Digest content) {
    contents.add(content);
  }

  /// Whether a blob, layer or config of this digest stays.
  boolean holds(Digest content) {
    return contents.contains(content);
  }

  /// Whether the extracted tree of this stack of layers stays.
  boolean holdsChain(Digest chain) {
    return chains.contains(chain);
  }
}
