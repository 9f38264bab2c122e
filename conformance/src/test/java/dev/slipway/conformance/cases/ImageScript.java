package dev.slipway.conformance.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// An image said in lines of text: its configuration, and layers, each a [TreeScript].
///
/// Written byte by byte here, so that cases can have layers as no builder of ours writes them.
final class ImageScript {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME = 1_300_000_000;

  private final List<String> lines;

  ImageScript(String text) {
    this.lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /// Writes an OCI layout into `folder`, and returns the digest of the image's manifest.
  String writeTo(Path folder, String architecture) throws IOException {
    Files.createDirectories(folder.resolve("blobs/sha256"));
    var config = JSON.createObjectNode();
    config.put("created", "2011-03-13T07:06:40Z");
    config.put("architecture", architecture).put("os", "linux");
    config.set("config", JSON.readTree("{}"));
    var ids = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    var history = config.putArray("history");
    var manifest = JSON.createObjectNode().put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    var layers = JSON.createArrayNode();
    for (int at = 0; at < lines.size(); at++) {
      var line = lines.get(at);
      if (line.startsWith("config ")) {
        config.set("config", JSON.readTree(line.substring(7)));
        continue;
      }
      var inner = new ArrayList<String>();
      while (at + 1 < lines.size() && lines.get(at + 1).startsWith("  ")) {
        inner.add(lines.get(++at).substring(2));
      }
      var tar = new TreeScript(String.join("\n", inner), TIME).tar();
      ids.add(digest(tar));
      history.addObject().put("created", "2011-03-13T07:06:40Z").put("created_by", line);
      layers.add(layer(line, tar, folder));
    }
    var type = "application/vnd.oci.image.config.v1+json";
    manifest.set("config", blob(folder, type, JSON.writeValueAsBytes(config)));
    manifest.set("layers", layers);
    return index(folder, manifest);
  }

  private static String index(Path folder, ObjectNode manifest) throws IOException {
    var type = manifest.get("mediaType").asText();
    var descriptor = blob(folder, type, JSON.writeValueAsBytes(manifest));
    descriptor.putObject("annotations").put("org.opencontainers.image.ref.name", "latest");
    var index = JSON.createObjectNode().put("schemaVersion", 2);
    index.put("mediaType", "application/vnd.oci.image.index.v1+json");
    ArrayNode manifests = index.putArray("manifests");
    manifests.add(descriptor);
    Files.write(folder.resolve("index.json"), JSON.writeValueAsBytes(index));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return descriptor.get("digest").asText();
  }

  private static ObjectNode layer(String line, byte[] tar, Path folder) throws IOException {
    var type = "application/vnd.oci.image.layer.v1.tar";
    return switch (line) {
      case "layer" -> blob(folder, type + "+gzip", gzip(tar));
      case "layer zstd" -> blob(folder, type + "+zstd", Zstd.compress(tar));
      case "layer none" -> blob(folder, type, tar);
      default -> throw new IllegalArgumentException("no such line in an image: " + line);
    };
  }

  private static byte[] gzip(byte[] tar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(tar);
    }
    return bytes.toByteArray();
  }

  private static ObjectNode blob(Path folder, String type, byte[] bytes) throws IOException {
    var digest = digest(bytes);
    Files.write(folder.resolve("blobs").resolve(digest.replace(':', '/')), bytes);
    var descriptor = JSON.createObjectNode().put("mediaType", type).put("digest", digest);
    return descriptor.put("size", bytes.length);
  }

  private static String digest(byte[] bytes) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(sha256);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java platform has SHA-256", e);
    }
  }
}
