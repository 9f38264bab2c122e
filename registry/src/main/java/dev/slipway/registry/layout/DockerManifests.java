package dev.slipway.registry.layout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What `manifest.json` says, by which `docker load` finds images in an archive.
///
/// One element per image: its config, its layers in their order, its names. Paths are those of the
/// layout's blobs, as in the archives that docker itself saves since version 25.
final class DockerManifests {
  static final String FILE = "manifest.json";

  private final ArrayNode images = Json.array();

  private DockerManifests() {}

  /// What to say about the images that a layout lists.
  static DockerManifests of(LayoutFolder layout) {
    var names = new LinkedHashMap<Digest, NavigableSet<String>>();
    var manifests = new LinkedHashMap<Digest, Descriptor>();
    for (var entry : layout.entries()) {
      manifests.putIfAbsent(entry.digest(), entry);
      var known = names.computeIfAbsent(entry.digest(), _ -> new TreeSet<>());
      reference(entry).ifPresent(known::add);
    }
    var result = new DockerManifests();
    manifests.forEach((digest, entry) -> result.add(layout, entry, names));
    return result;
  }

  byte[] bytes() {
    return Json.write(images);
  }

  private void add(LayoutFolder layout, Descriptor entry, Map<Digest, NavigableSet<String>> names) {
    var manifest = layout.document(entry.plain()).manifest();
    var image = Json.object();
    image.put("Config", LayoutReader.path(manifest.config().digest()));
    var tags = image.putArray("RepoTags");
    names.getOrDefault(entry.digest(), new TreeSet<>()).forEach(tags::add);
    var layers = image.putArray("Layers");
    manifest.layers().forEach(layer -> layers.add(LayoutReader.path(layer.digest())));
    images.add(image);
  }

  /// The name that docker gives the image; a bare tag says of no repository that it is its.
  private static Optional<String> reference(Descriptor entry) {
    var text =
        Optional.ofNullable(entry.annotations().get(LayoutIndex.FULL_NAME))
            .or(() -> LayoutIndex.nameOf(entry).filter(name -> name.contains(":")));
    try {
      return text.map(name -> Reference.parse(name).familiar());
    } catch (ImageException e) {
      return Optional.empty();
    }
  }
}
