package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Brings an image from one place to another: push, pull, copy, promote, save and load are all
/// this.
///
/// Blobs go first, then manifests, then indexes, then tags: at no moment can anybody find an image
/// that is not whole. What is there already is not sent. After a failure the same copy can be run
/// again and goes on from there.
///
/// @param from where the image is
/// @param to where it shall be
/// @param platform for which platform one manifest is taken out of an index; all if empty
/// @param parallel how many transfers go on at once
/// @param listener hears what happens
public record Copy(
    Place from, Place to, Optional<Platform> platform, int parallel, CopyEvent.Listener listener) {
  /// How many transfers go on at once, if nothing else is said.
  public static final int DEFAULT_PARALLEL = 5;

  private static final int MAX_INDEX_DEPTH = 8;

  /// Checks the count.
  ///
  /// @throws IllegalArgumentException when no transfer could go on
  public Copy {
    if (parallel < 1) {
      throw new IllegalArgumentException("%d transfers at once move nothing".formatted(parallel));
    }
  }

  /// A copy of whole images.
  public static Copy between(Place from, Place to) {
    return new Copy(from, to, Optional.empty(), DEFAULT_PARALLEL, CopyEvent.Listener.NONE);
  }

  /// The same, but of an index only the manifest that runs best on `wanted` is taken.
  public Copy withPlatform(Platform wanted) {
    return new Copy(from, to, Optional.of(wanted), parallel, listener);
  }

  /// The same, with `count` transfers at once.
  public Copy withParallel(int count) {
    return new Copy(from, to, platform, count, listener);
  }

  /// The same, heard by `newListener`.
  public Copy withListener(CopyEvent.Listener newListener) {
    return new Copy(from, to, platform, parallel, newListener);
  }

  /// Copies what has the name `tagOrDigest`, and gives it `tags` at the other place.
  ///
  /// @return what has been copied: the manifest or index
  /// @throws RegistryException when it fails; the message says on which side
  public Descriptor run(String tagOrDigest, List<String> tags) {
    return run(reading(() -> from.resolve(tagOrDigest)), tags);
  }

  /// Copies the image whose manifest or index is `root`, and gives it `tags` at the other place.
  ///
  /// @return what has been copied: the manifest or index
  /// @throws RegistryException when it fails; the message says on which side
  public Descriptor run(Descriptor root, List<String> tags) {
    var document = choose(document(root));
    if (!isThere(document, tags)) {
      move(document, tags);
    }
    for (var tag : tags) {
      listener.happened(new CopyEvent.Tagged(document.descriptor(), tag));
    }
    return document.descriptor();
  }

  /// Whether all that is to be done was done before. Some registries take an index without what it
  /// names, so that of an index everything is asked for.
  private boolean isThere(Document document, List<String> tags) {
    return document.mediaType().isManifest()
        && !tags.isEmpty()
        && tags.stream().allMatch(tag -> writing(() -> to.isTagged(document, tag)));
  }

  private void move(Document document, List<String> tags) {
    try (var crew = new Crew("copy", parallel)) {
      var plan = plan(crew, document);
      crew.map(plan.blobs.values(), this::send);
      crew.map(plan.manifests, this::send);
      plan.indexes.forEach(this::send);
      for (var tag : tags) {
        writing(
            () -> {
              to.tag(document, tag);
              return tag;
            });
      }
    }
  }

  /// What has to move, in the order in which it has to: indexes innermost first.
  private record Plan(
      Map<Digest, Descriptor> blobs, List<Document> manifests, List<Document> indexes) {}

  private Plan plan(Crew crew, Document document) {
    var plan = new Plan(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
    collect(crew, document, plan, new HashSet<>(), 0);
    return plan;
  }

  /// Takes the manifest for the wanted platform out of an index.
  private Document choose(Document root) {
    var found = root;
    for (int depth = 0; platform.isPresent() && found.mediaType().isIndex(); depth++) {
      checkDepth(found, depth);
      var index = found.index();
      var manifest = index.find(platform.get());
      if (manifest.isEmpty()) {
        throw new RegistryException.NotFound(
            "read %s from %s: it holds nothing for %s, but for %s"
                .formatted(root.digest(), from.name(), platform.get(), index.platforms()));
      }
      found = document(manifest.get());
    }
    return found;
  }

  private void collect(Crew crew, Document document, Plan plan, Set<Digest> seen, int depth) {
    if (!seen.add(document.digest())) {
      return;
    }
    if (document.mediaType().isIndex()) {
      checkDepth(document, depth);
      var children = document.index().manifests();
      for (var child : crew.map(children, this::documentOrBlob)) {
        switch (child) {
          case Child.Whole(var whole) -> collect(crew, whole, plan, seen, depth + 1);
          case Child.Opaque(var blob) -> plan.blobs.putIfAbsent(blob.digest(), blob);
        }
      }
      plan.indexes.add(document);
    } else if (document.mediaType().isManifest()) {
      if (!writing(() -> to.exists(document.descriptor()))) {
        document.manifest().blobs().stream()
            .filter(this::travels)
            .forEach(blob -> plan.blobs.putIfAbsent(blob.digest(), blob));
        plan.manifests.add(document);
      }
    } else {
      throw new RegistryException.Malformed(
          "read %s from %s: %s is neither a manifest nor an index that can be copied"
              .formatted(document.digest(), from.name(), document.mediaType()));
    }
  }

  /// What an index names: another document, or something whose insides are not known here.
  private sealed interface Child {
    record Whole(Document document) implements Child {}

    record Opaque(Descriptor blob) implements Child {}
  }

  private Child documentOrBlob(Descriptor child) {
    return child.mediaType().isIndex() || child.mediaType().isManifest()
        ? new Child.Whole(document(child))
        : new Child.Opaque(child);
  }

  /// Layers that are only to be had elsewhere need not be where the image is.
  private boolean travels(Descriptor blob) {
    var elsewhere = blob.mediaType().isForeignLayer() || !blob.urls().isEmpty();
    return !elsewhere || reading(() -> from.exists(blob));
  }

  private void checkDepth(Document document, int depth) {
    if (depth >= MAX_INDEX_DEPTH) {
      throw new RegistryException.Malformed(
          "read %s from %s: more than %d indexes are nested"
              .formatted(document.digest(), from.name(), MAX_INDEX_DEPTH));
    }
  }

  private Document document(Descriptor descriptor) {
    return reading(() -> from.document(descriptor));
  }

  private Arrival send(Document document) {
    return send(document.descriptor(), Blob.of(document.bytes()));
  }

  private Arrival send(Descriptor content) {
    return send(content, from.blob(content));
  }

  private Arrival send(Descriptor content, Blob blob) {
    listener.happened(new CopyEvent.Started(content));
    var counted = new CountedBlob(content, blob, listener);
    try {
      var arrival = to.push(content, counted);
      listener.happened(new CopyEvent.Arrived(content, arrival));
      return arrival;
    } catch (RegistryException e) {
      throw counted.failure().map(this::atSource).orElseGet(() -> atTarget(e));
    }
  }

  private <T> T reading(Supplier<T> action) {
    try {
      return action.get();
    } catch (RegistryException e) {
      throw atSource(e);
    }
  }

  private <T> T writing(Supplier<T> action) {
    try {
      return action.get();
    } catch (RegistryException e) {
      throw atTarget(e);
    }
  }

  private RegistryException atSource(RegistryException e) {
    return e.within("cannot read from " + from.name());
  }

  private RegistryException atTarget(RegistryException e) {
    return e.within("cannot write to " + to.name());
  }
}
