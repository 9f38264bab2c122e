package dev.slipway.conformance.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.conformance.ConformanceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads one image of an OCI layout, and verifies every digest on the way.
final class LayoutReader {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TAG = "org.opencontainers.image.ref.name";

  private final Path folder;

  LayoutReader(Path folder) {
    this.folder = folder;
  }

  /// Reads the image of that tag; the first one if `tag` is empty.
  BuiltImage read(String tag) {
    try {
      var manifest = manifest(JSON.readTree(folder.resolve("index.json").toFile()), tag);
      var config = json(manifest.path("config"));
      var merge = new Merge();
      var layers = new ArrayList<BuiltImage.Layer>();
      for (var descriptor : manifest.path("layers")) {
        layers.add(layer(descriptor, merge));
      }
      verifyDiffIds(config, layers);
      return new BuiltImage(manifest, config, merge.tree(), layers);
    } catch (IOException e) {
      throw new ConformanceException.Unreadable("reading the OCI layout " + folder, e);
    }
  }

  private JsonNode manifest(JsonNode index, String tag) throws IOException {
    for (var descriptor : index.path("manifests")) {
      if (tag.isEmpty() || tag.equals(descriptor.path("annotations").path(TAG).asText())) {
        var document = json(descriptor);
        return document.has("manifests") ? manifest(document, "") : document;
      }
    }
    throw new ConformanceException.Unreadable(
        "reading the OCI layout " + folder + ": there is no image '" + tag + "'");
  }

  private JsonNode json(JsonNode descriptor) throws IOException {
    var bytes = Files.readAllBytes(blob(descriptor));
    expect(descriptor.path("digest").asText(), hex(Sha256.begin().digest(bytes)), "a document");
    return JSON.readTree(bytes);
  }

  private BuiltImage.Layer layer(JsonNode descriptor, Merge merge) throws IOException {
    var outside = Sha256.begin();
    var inside = Sha256.begin();
    List<String> names;
    try (var file = new DigestInputStream(Files.newInputStream(blob(descriptor)), outside);
        var buffered = new BufferedInputStream(file, 1 << 16);
        var archive = new DigestInputStream(decompressed(buffered), inside)) {
      names = merge.apply(archive);
      archive.transferTo(OutputStream.nullOutputStream());
      buffered.transferTo(OutputStream.nullOutputStream());
    }
    expect(descriptor.path("digest").asText(), hex(outside), "a layer");
    return new BuiltImage.Layer(hex(inside), names);
  }

  private static InputStream decompressed(BufferedInputStream in) throws IOException {
    in.mark(4);
    var magic = in.readNBytes(4);
    in.reset();
    if (magic.length == 4 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return new GZIPInputStream(in, 1 << 16);
    }
    if (magic.length == 4 && HexFormat.of().formatHex(magic).equals("28b52ffd")) {
      return new ZstdInputStream(in).setContinuous(true);
    }
    return in;
  }

  private static void verifyDiffIds(JsonNode config, List<BuiltImage.Layer> layers) {
    var stated = new ArrayList<String>();
    config.path("rootfs").path("diff_ids").forEach(id -> stated.add(id.asText()));
    var found = layers.stream().map(BuiltImage.Layer::diffId).toList();
    if (!stated.equals(found)) {
      throw new ConformanceException.Unreadable(
          "the config lists the diff ids %s, but the layers have %s".formatted(stated, found));
    }
  }

  private Path blob(JsonNode descriptor) {
    var digest = descriptor.path("digest").asText();
    return folder.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private static void expect(String stated, String found, String what) {
    if (!stated.equals(found)) {
      throw new ConformanceException.Unreadable(
          "%s should be %s, but its bytes are %s".formatted(what, stated, found));
    }
  }

  private static String hex(MessageDigest digest) {
    return hex(digest.digest());
  }

  private static String hex(byte[] digest) {
    return "sha256:" + HexFormat.of().formatHex(digest);
  }
}
