package dev.slipway.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The manifests of one image for several platforms, or what else belongs together.
///
/// See the OCI image specification, "Image Index". This is what an index says; the bytes in which
/// it says so are a [Document].
///
/// @param mediaType the type of the index itself
/// @param artifactType what kind of artifact it is, if it is not an image
/// @param manifests the manifests, in their order
/// @param subject the manifest to which this index is attached
/// @param annotations what else is said about it, sorted by name
public record Index(
    MediaType mediaType,
    Optional<String> artifactType,
    List<Descriptor> manifests,
    Optional<Descriptor> subject,
    SortedMap<String, String> annotations) {

  /// Copies, sorts and checks.
  ///
  /// @throws ImageException.Malformed when the type is not that of an index
  public Index {
    if (!mediaType.isIndex()) {
      throw new ImageException.Malformed(
          "'%s' is not the media type of an index".formatted(mediaType));
    }
    manifests = List.copyOf(manifests);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /// An OCI index.
  public static Index of(List<Descriptor> manifests) {
    return new Index(
        MediaType.OCI_INDEX, Optional.empty(), manifests, Optional.empty(), new TreeMap<>());
  }

  /// Reads an index. Its own media type, where it names one, has to be `mediaType`.
  ///
  /// @param what what it is called in messages, such as `index sha256:…`
  /// @param mediaType the type under which it came
  /// @throws ImageException when it is not well formed, or could also be read as a manifest
  public static Index read(String what, MediaType mediaType, byte[] bytes) {
    var members = new Members(what, Json.readObject(what, bytes));
    Manifest.checkHead(members, mediaType);
    if (members.has("config") || members.has("layers")) {
      throw new ImageException.Malformed(
          "%s has 'config' or 'layers': it could be read as a manifest and as an index"
              .formatted(what));
    }
    if (!members.has("manifests")) {
      throw members.missing("manifests");
    }
    var manifests = new ArrayList<Descriptor>();
    members.list(
        "manifests",
        node -> manifests.add(Descriptor.read(what + ": manifest " + manifests.size(), node)));
    return new Index(
        mediaType,
        members.textUnlessEmpty("artifactType"),
        manifests,
        members.node("subject").map(node -> Descriptor.read(what + ": subject", node)),
        members.textMap("annotations"));
  }

  /// The manifest that runs best on `platform`: the first among equals.
  ///
  /// Manifests that name no platform are never chosen.
  public Optional<Descriptor> find(Platform platform) {
    Optional<Descriptor> best = Optional.empty();
    int bestRank = Integer.MAX_VALUE;
    for (var manifest : manifests) {
      var rank = manifest.platform().flatMap(platform::rank);
      if (rank.isPresent() && rank.get() < bestRank) {
        best = Optional.of(manifest);
        bestRank = rank.get();
      }
    }
    return best;
  }

  /// The platforms for which there is a manifest, in their order.
  public List<Platform> platforms() {
    return manifests.stream()
        .flatMap(manifest -> manifest.platform().stream())
        .filter(Platform::isKnown)
        .distinct()
        .toList();
  }

  /// The document that says this.
  public Document document() {
    var node = Json.object();
    node.put("schemaVersion", 2);
    node.put("mediaType", mediaType.name());
    artifactType.ifPresent(value -> node.put("artifactType", value));
    var array = node.putArray("manifests");
    manifests.forEach(manifest -> array.add(manifest.write()));
    subject.ifPresent(value -> node.set("subject", value.write()));
    Manifest.writeAnnotations(node, annotations);
    return Document.of(mediaType, Json.write(node));
  }
}
