package dev.slipway.registry.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.MediaType;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What `index.json` says, and how it is changed without losing what is not understood.
///
/// Members and entries that this version does not know are kept as they are. Every change makes a
/// new value.
final class LayoutIndex {
  /// The annotation that holds an entry's name.
  static final String NAME = "org.opencontainers.image.ref.name";

  /// The annotation in which containerd and docker look for the whole reference.
  static final String FULL_NAME = "io.containerd.image.name";

  private static final String ANNOTATIONS = "annotations";
  private static final String MANIFESTS = "manifests";

  // More entries with a digest than a document of its size can hold. Smaller ones, which are kept
  // and of no use, take far longer to be understood than to be read.
  private static final int MOST_ENTRIES = 80_000;

  // As many as somebody reads in an error.
  private static final int MOST_NAMES = 20;

  private final ObjectNode root;

  private LayoutIndex(ObjectNode root) {
    this.root = root;
  }

  static LayoutIndex empty() {
    var root = Json.object();
    root.put("schemaVersion", 2);
    root.put("mediaType", MediaType.OCI_INDEX.name());
    root.putArray(MANIFESTS);
    return new LayoutIndex(root);
  }

  /// Reads the file's bytes.
  ///
  /// @param action what is being tried, and on what
  /// @throws RegistryException.Malformed when they are no index
  static LayoutIndex read(String action, byte[] bytes) {
    try {
      var root = Json.readObject("index.json", bytes);
      var manifests = root.path(MANIFESTS);
      if (manifests.isNull() || manifests.isMissingNode()) {
        root.putArray(MANIFESTS);
      } else if (!manifests.isArray()) {
        throw new RegistryException.Malformed(
            action + ": the 'manifests' of index.json are not an array");
      } else if (manifests.size() > MOST_ENTRIES) {
        throw new RegistryException.Malformed(
            "%s: index.json lists %d entries; at most %d are read"
                .formatted(action, manifests.size(), MOST_ENTRIES));
      }
      return new LayoutIndex(root);
    } catch (ImageException e) {
      throw new RegistryException.Malformed(action + ": " + e.getMessage(), e);
    }
  }

  byte[] bytes() {
    return Json.write(root);
  }

  /// All entries that are understood.
  List<Descriptor> entries() {
    var entries = new ArrayList<Descriptor>();
    for (var node : manifests(root)) {
      read(node).ifPresent(entries::add);
    }
    return entries;
  }

  static Optional<String> nameOf(Descriptor entry) {
    return Optional.ofNullable(entry.annotations().get(NAME));
  }

  /// The entry that somebody means who names none.
  static Descriptor sole(String place, List<Descriptor> entries) {
    if (entries.stream().map(Descriptor::digest).distinct().count() == 1) {
      return entries.getFirst();
    }
    var latest =
        entries.stream()
            .filter(entry -> nameOf(entry).filter("latest"::equals).isPresent())
            .toList();
    if (latest.size() == 1) {
      return latest.getFirst();
    }
    throw new RegistryException.NotFound(
        entries.isEmpty()
            ? "%s lists no image".formatted(place)
            : "%s lists %d images, and none alone is called 'latest'; name one: %s"
                .formatted(place, entries.size(), names(entries)));
  }

  /// The entry called `name`.
  static Descriptor named(String place, List<Descriptor> entries, String name) {
    var found =
        entries.stream().filter(entry -> nameOf(entry).filter(name::equals).isPresent()).toList();
    if (found.isEmpty()) {
      throw new RegistryException.NotFound(
          "%s has no tag '%s'; it has: %s".formatted(place, name, names(entries)));
    }
    if (found.stream().map(Descriptor::digest).distinct().count() > 1) {
      throw new RegistryException.Malformed(
          "%s has several images called '%s'; name one by digest: %s"
              .formatted(place, name, found.stream().map(Descriptor::digest).toList()));
    }
    return found.getFirst();
  }

  private static String names(List<Descriptor> entries) {
    if (entries.isEmpty()) {
      return "none";
    }
    var first =
        entries.stream()
            .map(entry -> nameOf(entry).orElseGet(() -> entry.digest().toString()))
            .sorted()
            .limit(MOST_NAMES)
            .collect(Collectors.joining(", "));
    int more = entries.size() - MOST_NAMES;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  /// With an entry for `content`, if there is none.
  LayoutIndex listing(Descriptor content) {
    if (entries().stream().anyMatch(entry -> entry.digest().equals(content.digest()))) {
      return this;
    }
    var changed = root.deepCopy();
    manifests(changed).add(content.write());
    return new LayoutIndex(changed);
  }

  /// With an entry for `content` that has these annotations, [#NAME] among them. What had the name
  /// before is listed no longer.
  LayoutIndex naming(Descriptor content, Map<String, String> annotations) {
    var name = annotations.get(NAME);
    var changed = root.deepCopy();
    var kept = Json.array();
    for (var node : manifests(changed)) {
      var entry = read(node);
      boolean hadTheName =
          node.path(ANNOTATIONS).path(NAME).isTextual()
              && node.path(ANNOTATIONS).path(NAME).textValue().equals(name);
      boolean isTheSameWithoutName =
          entry.isPresent()
              && entry.get().digest().equals(content.digest())
              && nameOf(entry.get()).isEmpty();
      if (!hadTheName && !isTheSameWithoutName) {
        kept.add(node);
      }
    }
    var all = new TreeMap<>(content.annotations());
    all.putAll(annotations);
    kept.add(content.withAnnotations(all).write());
    changed.set(MANIFESTS, kept);
    return new LayoutIndex(changed);
  }

  private static Optional<Descriptor> read(JsonNode node) {
    try {
      return Optional.of(Descriptor.read("an entry of index.json", node));
    } catch (ImageException e) {
      // Somebody's own kind of entry: kept, and of no use here.
      return Optional.empty();
    }
  }

  private static ArrayNode manifests(ObjectNode node) {
    return (ArrayNode) node.get(MANIFESTS);
  }
}
