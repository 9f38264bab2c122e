package dev.slipway.builder.base;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.PullPolicy;
import dev.slipway.builder.plan.BaseImages;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.run.Once;
import dev.slipway.builder.store.Bases;
import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.builder.store.RemoteBlob;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Finds base images for one build. Each name is asked for once, and as soon as it is expected.
public final class BaseResolver implements BaseImages {
  private record Wanted(String reference, Platform platform) {}

  private final Map<Wanted, Once<Basis.Image>> answers = new ConcurrentHashMap<>();
  private final Store store;
  private final Sources sources;
  private final PullPolicy policy;
  private final BuildListener listener;

  /// A resolver that asks `sources` as `policy` says, and remembers in `store`.
  public BaseResolver(Store store, Sources sources, PullPolicy policy, BuildListener listener) {
    this.store = store;
    this.sources = sources;
    this.policy = policy;
    this.listener = listener;
  }

  @Override
  public void expect(String reference, Platform platform) {
    // Not a virtual one: that would start the poller of all sockets, and the end of the process
    // waits 0.3 s for it.
    answer(new Wanted(reference, platform))
        .begin(task -> Thread.ofPlatform().daemon().name("resolve " + reference).start(task));
  }

  @Override
  public Basis.Image find(String reference, Platform platform) {
    return answer(new Wanted(reference, platform)).result();
  }

  private Once<Basis.Image> answer(Wanted wanted) {
    return answers.computeIfAbsent(
        wanted, _ -> new Once<>(() -> resolve(wanted.reference(), wanted.platform())));
  }

  private Basis.Image resolve(String reference, Platform platform) {
    return switch (PlaceName.parse(reference)) {
      case PlaceName.InStore(var name) -> fromStore(name);
      case PlaceName.InRegistry(var name) ->
          fromRegistry(reference, name.withDefaultTag(), platform);
      case PlaceName.InLayout layout -> fromLayout(layout, layout.name(), platform);
      case PlaceName.InArchive archive -> fromLayout(archive, archive.name(), platform);
      case PlaceName.InDockerArchive archive ->
          throw new BuildException.Definition(
              "a base image cannot be read from '%s'; copy it to an OCI layout first"
                  .formatted(archive));
    };
  }

  private Basis.Image fromStore(Reference reference) {
    var name = "store:" + reference.familiar();
    var record = store.images().need(reference);
    var config =
        ImageConfig.read("config " + record.config(), store.blobs().need(record.config(), name));
    return new Basis.Image(name, record.config(), config, record.layers());
  }

  private Basis.Image fromLayout(PlaceName name, Optional<String> identifier, Platform platform) {
    try (var place = sources.open(name)) {
      var top =
          identifier.isEmpty() && place instanceof Layout layout
              ? layout.sole()
              : place.resolve(identifier.orElse("latest"));
      return image(name.toString(), place, manifest(name.toString(), place, top, platform));
    }
  }

  private Basis.Image fromRegistry(String name, Reference reference, Platform platform) {
    var remembered = store.bases().find(reference.toString(), platform.toString());
    boolean pinned = reference.digest().isPresent();
    if ((remembered.isPresent() && (pinned || policy == PullPolicy.MISSING))
        || policy == PullPolicy.NEVER) {
      return remembered
          .flatMap(meaning -> recall(name, reference, meaning))
          .map(image -> heard(name, image, Optional.of("known here")))
          .orElseGet(() -> ask(name, reference, platform, remembered));
    }
    return ask(name, reference, platform, remembered);
  }

  private Basis.Image ask(
      String name, Reference reference, Platform platform, Optional<Bases.Meaning> remembered) {
    if (policy == PullPolicy.NEVER) {
      throw new BuildException.Definition(
          "the base image %s is not known here, and --pull=never forbids to ask for it"
              .formatted(name));
    }
    try (var place = sources.open(new PlaceName.InRegistry(reference))) {
      var top = place.resolve(reference.identifier());
      var unchanged = remembered.filter(meaning -> meaning.top().equals(top.digest()));
      var recalled = unchanged.flatMap(meaning -> recall(name, reference, meaning));
      if (recalled.isPresent()) {
        return heard(name, recalled.get(), Optional.empty());
      }
      var manifest = manifest(name, place, top, platform);
      var image = image(reference.toString(), place, manifest);
      store.blobs().put(manifest.bytes());
      store
          .bases()
          .remember(
              reference.toString(),
              platform.toString(),
              new Bases.Meaning(top.digest(), manifest.mediaType().toString(), manifest.digest()));
      return heard(name, named(name, image), Optional.empty());
    } catch (RegistryException.Unreachable e) {
      if (policy != PullPolicy.NEWER) {
        throw e;
      }
      var recalled = remembered.flatMap(meaning -> recall(name, reference, meaning));
      if (recalled.isEmpty()) {
        throw e;
      }
      listener.heard(
          new BuildEvent.Warned(
              "the registry of %s cannot be reached, so the copy that was known last is used (%s)"
                  .formatted(name, e.getMessage())));
      return heard(name, recalled.get(), Optional.of("registry unreachable"));
    }
  }

  private Basis.Image heard(String name, Basis.Image image, Optional<String> note) {
    listener.heard(new BuildEvent.BaseResolved(name, image.identity(), note));
    return image;
  }

  // What was read before: the manifest and the config are blobs of the store.
  private Optional<Basis.Image> recall(String name, Reference reference, Bases.Meaning meaning) {
    var manifestFile = store.blobs().find(meaning.manifest());
    if (manifestFile.isEmpty()) {
      return Optional.empty();
    }
    var bytes = store.blobs().need(meaning.manifest(), name);
    var manifest =
        Manifest.read(
            "manifest " + meaning.manifest(), MediaType.parse(meaning.mediaType()), bytes);
    return store.blobs().find(manifest.config().digest()).isEmpty()
        ? Optional.empty()
        : Optional.of(
            image(
                name,
                meaning.manifest(),
                manifest,
                store.blobs().need(manifest.config().digest(), name),
                reference.toString()));
  }

  private static Basis.Image named(String name, Basis.Image image) {
    return new Basis.Image(name, image.identity(), image.config(), image.layers());
  }

  private Document manifest(String name, Place place, Descriptor top, Platform platform) {
    var document = place.document(top);
    if (!top.mediaType().isIndex()) {
      return document;
    }
    var index = document.index();
    var chosen =
        index
            .find(platform)
            .orElseThrow(
                () ->
                    new BuildException.Definition(
                        "the base image %s has nothing for %s; it has %s"
                            .formatted(name, platform, index.platforms())));
    return place.document(chosen);
  }

  private Basis.Image image(String reference, Place place, Document document) {
    var manifest = document.manifest();
    var config = place.document(manifest.config());
    store.blobs().put(config.bytes());
    return image(reference, document.digest(), manifest, config.bytes(), reference);
  }

  private static Basis.Image image(
      String name, Digest identity, Manifest manifest, byte[] configBytes, String place) {
    var config = ImageConfig.read("config " + manifest.config().digest(), configBytes);
    if (config.diffIds().size() != manifest.layers().size()) {
      throw new BuildException.Malformed(
          "the base image %s lists %d layers in its manifest and %d in its config; it is broken"
              .formatted(name, manifest.layers().size(), config.diffIds().size()));
    }
    List<LayerRecord> layers = new ArrayList<>();
    for (int i = 0; i < manifest.layers().size(); i++) {
      var blob = manifest.layers().get(i);
      layers.add(
          new LayerRecord(
              config.diffIds().get(i),
              Optional.of(
                  new RemoteBlob(blob.mediaType().toString(), blob.digest(), blob.size(), place))));
    }
    return new Basis.Image(name, identity, config, layers);
  }
}
