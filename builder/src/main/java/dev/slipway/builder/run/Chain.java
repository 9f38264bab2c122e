package dev.slipway.builder.run;

import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.Steps;
import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A stack of layers, lowest first: what a step starts from and what it leads to.
///
/// @param layers the layers
public record Chain(List<ChainLayer> layers) {
  /// No layer at all: `FROM scratch`.
  public static final Chain EMPTY = new Chain(List.of());

  /// Copies the layers.
  public Chain {
    layers = List.copyOf(layers);
  }

  /// A layer and what is known of it.
  ///
  /// @param record its name, and where its blob is when it is a base image's
  /// @param created when a build made it; nothing for a base image's
  public record ChainLayer(LayerRecord record, Optional<Instant> created) {
    /// The digest of the uncompressed tar.
    public Digest diffId() {
      return record.diffId();
    }
  }

  /// The layers of an image that the build did not make.
  public static Chain of(List<LayerRecord> layers) {
    return new Chain(
        layers.stream().map(layer -> new ChainLayer(layer, Optional.empty())).toList());
  }

  /// This chain with a layer on top that the build made now.
  public Chain with(Digest diffId, Instant created) {
    var more = new ArrayList<>(layers);
    more.add(new ChainLayer(new LayerRecord(diffId, Optional.empty()), Optional.of(created)));
    return new Chain(more);
  }

  /// This chain with all layers of `upper` on top.
  Chain with(Chain upper) {
    var more = new ArrayList<>(layers);
    more.addAll(upper.layers);
    return new Chain(more);
  }

  /// The digests of the uncompressed tars.
  public List<Digest> diffIds() {
    return layers.stream().map(ChainLayer::diffId).toList();
  }

  /// The name of the stack; nothing when there is no layer.
  public Optional<ChainId> id() {
    return layers.isEmpty() ? Optional.empty() : Optional.of(ChainId.of(diffIds()));
  }

  /// What the cache remembers.
  List<Steps.Made> remembered() {
    return layers.stream().map(layer -> new Steps.Made(layer.diffId(), layer.created())).toList();
  }

  /// A remembered chain, with what is known of the layers of base images.
  static Chain of(List<Steps.Made> remembered, List<LayerRecord> known) {
    Map<Digest, LayerRecord> byDigest =
        known.stream()
            .collect(
                Collectors.toMap(LayerRecord::diffId, Function.identity(), (first, _) -> first));
    return new Chain(
        remembered.stream()
            .map(
                made ->
                    new ChainLayer(
                        made.created().isPresent()
                            ? new LayerRecord(made.diffId(), Optional.empty())
                            : byDigest.getOrDefault(
                                made.diffId(), new LayerRecord(made.diffId(), Optional.empty())),
                        made.created()))
            .toList());
  }
}
