package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What some content is called and what it is: type, digest and size.
///
/// See the OCI image specification, "Content Descriptors". Content that is embedded (`data`) is
/// checked against digest and size when the descriptor is made.
///
/// @param mediaType what kind of content it is
/// @param digest the digest of the content
/// @param size the size of the content in bytes
/// @param annotations what else is said about it, sorted by name
/// @param platform what it runs on; set in an index
/// @param artifactType what kind of artifact a manifest holds; set in an index
/// @param data the content itself in Base64, when it is embedded
/// @param urls where else the content is to be had; never followed without being told
public record Descriptor(
    MediaType mediaType,
    Digest digest,
    long size,
    SortedMap<String, String> annotations,
    Optional<Platform> platform,
    Optional<String> artifactType,
    Optional<String> data,
    List<String> urls) {

  /// Copies, sorts and checks.
  ///
  /// @throws ImageException.Malformed when the size is negative or `data` is not Base64
  /// @throws ImageException.Mismatch when `data` is not the content
  public Descriptor {
    if (size < 0) {
      throw new ImageException.Malformed(
          "the descriptor of %s has the negative size %d".formatted(digest, size));
    }
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    urls = List.copyOf(urls);
    if (data.isPresent()) {
      var plain = new Descriptor(mediaType, digest, size);
      plain.verify(decode(digest, data.get()));
    }
  }

  /// A descriptor with type, digest and size alone.
  public Descriptor(MediaType mediaType, Digest digest, long size) {
    this(
        mediaType,
        digest,
        size,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /// The descriptor of `content`, by SHA-256.
  public static Descriptor of(MediaType mediaType, byte[] content) {
    return new Descriptor(mediaType, Digest.of(content), content.length);
  }

  /// The same content, with other annotations.
  public Descriptor withAnnotations(Map<String, String> newAnnotations) {
    return new Descriptor(
        mediaType, digest, size, new TreeMap<>(newAnnotations), platform, artifactType, data, urls);
  }

  /// The same content, said to run on `newPlatform`.
  public Descriptor withPlatform(Platform newPlatform) {
    return new Descriptor(
        mediaType, digest, size, annotations, Optional.of(newPlatform), artifactType, data, urls);
  }

  /// The same content, said to be an artifact of `newType`.
  public Descriptor withArtifactType(String newType) {
    return new Descriptor(
        mediaType, digest, size, annotations, platform, Optional.of(newType), data, urls);
  }

  /// Type, digest and size alone.
  public Descriptor plain() {
    return new Descriptor(mediaType, digest, size);
  }

  /// Checks that `content` is what is described here.
  ///
  /// @throws ImageException.Mismatch when its size or its digest is another
  public void verify(byte[] content) {
    var found = Digest.of(digest.algorithm(), content);
    if (content.length != size || !found.equals(digest)) {
      throw new ImageException.Mismatch(this, found, content.length);
    }
  }

  /// The embedded content, if there is any.
  public Optional<byte[]> content() {
    return data.map(text -> decode(digest, text));
  }

  /// Reads a descriptor.
  ///
  /// @param what what it is called in messages, such as `layer 3 of manifest sha256:…`
  /// @throws ImageException when it is not well formed
  public static Descriptor read(String what, JsonNode node) {
    var members = Members.of(what, node);
    return new Descriptor(
        MediaType.parse(members.needText("mediaType")),
        members.digest("digest"),
        members.needNumber("size"),
        members.textMap("annotations"),
        members.members("platform").map(Platform::read),
        members.textUnlessEmpty("artifactType"),
        members.textUnlessEmpty("data"),
        members.texts("urls"));
  }

  /// The JSON form.
  public ObjectNode write() {
    var node = Json.object();
    node.put("mediaType", mediaType.name());
    node.put("digest", digest.toString());
    node.put("size", size);
    if (!urls.isEmpty()) {
      var array = node.putArray("urls");
      urls.forEach(array::add);
    }
    if (!annotations.isEmpty()) {
      var object = node.putObject("annotations");
      annotations.forEach(object::put);
    }
    data.ifPresent(value -> node.put("data", value));
    platform.ifPresent(value -> value.write(node.putObject("platform")));
    artifactType.ifPresent(value -> node.put("artifactType", value));
    return node;
  }

  private static byte[] decode(Digest digest, String data) {
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(
          "the data of the descriptor of %s is not Base64: %s".formatted(digest, e.getMessage()));
    }
  }
}
