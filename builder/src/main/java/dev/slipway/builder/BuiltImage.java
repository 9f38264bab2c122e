package dev.slipway.builder;

import dev.slipway.builder.export.Assembly;
import dev.slipway.builder.plan.Plan;
import dev.slipway.builder.run.Chain;
import dev.slipway.builder.store.ImageRecord;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The result of a build: whole, in the local store, and without a name as yet.
///
/// @param config the image's config
/// @param record where its layers are
/// @param unusedArguments build arguments that were given and that no ARG declares
/// @param epoch the time that SOURCE_DATE_EPOCH set
/// @param inherited how many of its layers, from the lowest, are those of a base image
public record BuiltImage(
    Document config,
    ImageRecord record,
    Set<String> unusedArguments,
    Optional<Instant> epoch,
    int inherited) {
  /// The result of executing `plan`: `chain` with the config that belongs to it.
  static BuiltImage of(Plan plan, Chain chain, Instant now) {
    var config = Assembly.config(plan, chain).document();
    var layers = chain.layers().stream().map(Chain.ChainLayer::record).toList();
    int inherited =
        (int) chain.layers().stream().filter(layer -> layer.created().isEmpty()).count();
    return new BuiltImage(
        config,
        ImageRecord.built(config.digest(), now, layers),
        plan.unusedArguments(),
        plan.epoch(),
        inherited);
  }

  /// An image that is not the result of a build just now.
  static BuiltImage stored(Document config, ImageRecord record) {
    return new BuiltImage(config, record, Set.of(), Optional.empty(), record.layers().size());
  }

  /// The image's ID: the digest of its config.
  public Digest id() {
    return config.digest();
  }

  /// The same image with each layer that is not inherited in another form.
  BuiltImage withOwnLayers(UnaryOperator<Digest> form) {
    var layers = new ArrayList<>(record.layers());
    layers
        .subList(inherited, layers.size())
        .replaceAll(
            layer -> new ImageRecord.LayerRecord(form.apply(layer.diffId()), Optional.empty()));
    var old = config.config();
    var renewed =
        old.withLayers(layers.stream().map(ImageRecord.LayerRecord::diffId).toList(), old.history())
            .document();
    return new BuiltImage(
        renewed,
        ImageRecord.built(renewed.digest(), record.stored(), layers),
        unusedArguments,
        epoch,
        inherited);
  }
}
