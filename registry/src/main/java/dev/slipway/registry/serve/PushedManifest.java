package dev.slipway.registry.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// A manifest that somebody pushes, as far as a registry must understand it.
///
/// Its media type is one of four, is what the request says and what the text says, and fits what
/// the text holds: one text that two readers could take for two things (CVE-2021-41190) stays out.
record PushedManifest(String mediaType, ObjectNode json) {
  private static final String OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
  private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  static PushedManifest read(byte[] bytes, String contentType) {
    int parameters = contentType.indexOf(';');
    var type = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
    type = type.toLowerCase(Locale.ROOT);
    boolean image = type.equals(OCI_IMAGE) || type.equals(DOCKER_IMAGE);
    if (!image && !type.equals(OCI_INDEX) && !type.equals(DOCKER_LIST)) {
      throw invalid("'%s' is not the media type of a manifest".formatted(contentType));
    }
    ObjectNode json;
    try {
      json = Json.read(bytes);
    } catch (IOException e) {
      throw invalid("the manifest is not a JSON object without duplicate names");
    }
    var inside = json.path("mediaType");
    if (!inside.isMissingNode() && !inside.asText().equals(type)) {
      throw invalid("Content-Type is '%s', mediaType is '%s'".formatted(type, inside.asText()));
    }
    boolean hasImageParts = json.has("config") || json.has("layers");
    if (image ? json.has("manifests") || !json.path("config").isObject() : hasImageParts) {
      throw invalid("what the manifest holds does not fit '%s'".formatted(type));
    }
    if (!image && !json.path("manifests").isArray()) {
      throw invalid("an index has a list of manifests");
    }
    if (json.path("schemaVersion").asInt() != 2) {
      throw invalid("schemaVersion is not 2");
    }
    return new PushedManifest(type, json);
  }

  /// The digest of the manifest that this one is about, which need not be here.
  Optional<Digest> subject() {
    return json.path("subject").isObject()
        ? Optional.of(digest(json.path("subject")))
        : Optional.empty();
  }

  /// Checks that all it is made of is in the repository.
  ///
  /// @throws Refusal when something is not
  void check(Repository repository) throws IOException {
    subject();
    for (var child : json.path("manifests")) {
      if (repository.manifestType(digest(child)).isEmpty()) {
        throw absent("manifest", child);
      }
    }
    if (json.has("config")) {
      checkBlob(repository, json.path("config"));
    }
    for (var layer : json.path("layers")) {
      // Layers that may not be distributed stay where their URLs point.
      if (layer.path("urls").isEmpty() || !isForeign(layer.path("mediaType").asText())) {
        checkBlob(repository, layer);
      }
    }
  }

  /// How a list of referrers shows this manifest.
  byte[] descriptor(Digest digest, int size) {
    var descriptor =
        Json.object()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size);
    var type = json.path("artifactType").asText();
    if (type.isEmpty()) {
      type = json.path("config").path("mediaType").asText();
    }
    if (!type.isEmpty()) {
      descriptor.put("artifactType", type);
    }
    if (json.path("annotations").isObject()) {
      descriptor.set("annotations", json.path("annotations"));
    }
    return Json.write(descriptor);
  }

  private static boolean isForeign(String mediaType) {
    return mediaType.contains("nondistributable") || mediaType.contains(".foreign.");
  }

  private static void checkBlob(Repository repository, JsonNode descriptor) {
    if (!repository.hasBlob(digest(descriptor))) {
      throw absent("blob", descriptor);
    }
  }

  private static Digest digest(JsonNode descriptor) {
    try {
      return Digest.parse(descriptor.path("digest").asText());
    } catch (IllegalArgumentException e) {
      throw invalid("a descriptor's digest: " + e.getMessage());
    }
  }

  private static Refusal absent(String what, JsonNode descriptor) {
    return new Refusal(
        400,
        Refusal.Code.MANIFEST_BLOB_UNKNOWN,
        "the manifest needs the %s %s, which is not in this repository; push it first"
            .formatted(what, descriptor.path("digest").asText()));
  }

  private static Refusal invalid(String message) {
    return new Refusal(400, Refusal.Code.MANIFEST_INVALID, message);
  }
}
