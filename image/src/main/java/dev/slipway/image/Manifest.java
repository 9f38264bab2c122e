package dev.slipway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one image for one platform consists of: a config and layers.
///
/// See the OCI image specification, "Image Manifest". This is what a manifest says; the bytes in
/// which it says so, whose digest is the image's identity, are a [Document].
///
/// @param mediaType the type of the manifest itself
/// @param artifactType what kind of artifact it is, if it is not an image
/// @param config the config
/// @param layers the layers, lowest first
/// @param subject the manifest to which this one is attached, as a signature is
/// @param annotations what else is said about it, sorted by name
public record Manifest(
    MediaType mediaType,
    Optional<String> artifactType,
    Descriptor config,
    List<Descriptor> layers,
    Optional<Descriptor> subject,
    SortedMap<String, String> annotations) {

  /// Copies, sorts and checks.
  ///
  /// @throws ImageException.Malformed when the type is not that of a manifest
  public Manifest {
    if (!mediaType.isManifest()) {
      throw new ImageException.Malformed(
          "'%s' is not the media type of a manifest".formatted(mediaType));
    }
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /// An OCI manifest of an image.
  public static Manifest of(Descriptor config, List<Descriptor> layers) {
    return new Manifest(
        MediaType.OCI_MANIFEST,
        Optional.empty(),
        config,
        layers,
        Optional.empty(),
        new TreeMap<>());
  }

  /// Reads a manifest. Its own media type, where it names one, has to be `mediaType`.
  ///
  /// @param what what it is called in messages, such as `manifest sha256:…`
  /// @param mediaType the type under which it came
  /// @throws ImageException when it is not well formed, or could also be read as an index
  public static Manifest read(String what, MediaType mediaType, byte[] bytes) {
    var members = new Members(what, Json.readObject(what, bytes));
    checkHead(members, mediaType);
    if (members.has("manifests")) {
      throw new ImageException.Malformed(
          "%s has both 'config' and 'manifests': it could be read as a manifest and as an index"
              .formatted(what));
    }
    var layers = new ArrayList<Descriptor>();
    members.list(
        "layers", node -> layers.add(Descriptor.read(what + ": layer " + layers.size(), node)));
    return new Manifest(
        mediaType,
        members.textUnlessEmpty("artifactType"),
        Descriptor.read(
            what + ": config", members.node("config").orElseThrow(() -> members.missing("config"))),
        layers,
        members.node("subject").map(node -> Descriptor.read(what + ": subject", node)),
        members.textMap("annotations"));
  }

  /// Config and layers, in this order.
  public List<Descriptor> blobs() {
    var result = new ArrayList<Descriptor>(layers.size() + 1);
    result.add(config);
    result.addAll(layers);
    return List.copyOf(result);
  }

  /// The document that says this.
  public Document document() {
    var node = Json.object();
    node.put("schemaVersion", 2);
    node.put("mediaType", mediaType.name());
    artifactType.ifPresent(value -> node.put("artifactType", value));
    node.set("config", config.write());
    var array = node.putArray("layers");
    layers.forEach(layer -> array.add(layer.write()));
    subject.ifPresent(value -> node.set("subject", value.write()));
    writeAnnotations(node, annotations);
    return Document.of(mediaType, Json.write(node));
  }

  static void writeAnnotations(ObjectNode node, SortedMap<String, String> annotations) {
    if (!annotations.isEmpty()) {
      var object = node.putObject("annotations");
      annotations.forEach(object::put);
    }
  }

  static void checkHead(Members members, MediaType mediaType) {
    if (members.needNumber("schemaVersion") != 2) {
      throw members.wrong("schemaVersion", "2; older schemas are not supported");
    }
    var own = members.textUnlessEmpty("mediaType").map(MediaType::parse);
    if (own.isPresent() && !own.get().equals(mediaType)) {
      throw new ImageException.Malformed(
          "%s came as %s, but calls itself %s".formatted(members.what(), mediaType, own.get()));
    }
  }
}
