package dev.slipway.registry.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.MemoryPlace;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An archive such as `docker save`, skopeo and crane write for `docker load`, to be read.
///
/// Such archives have no OCI manifest, so one is made for each image: of its config as it is, and
/// of its layers as they lie in the archive, compressed or not. A layer that is not compressed is
/// named by its diff id and is not read before it is fetched; a compressed one is hashed when the
/// archive is opened, once.
public final class DockerArchive implements Layout {
  private final String name;
  private final TarIndex files;
  private final MemoryPlace contents;
  private final List<Descriptor> entries = new ArrayList<>();
  private final Map<String, Digest> hashed = new HashMap<>();
  private final Map<String, Config> configs = new HashMap<>();

  /// A config, as far as manifests need it.
  ///
  /// @param manifest the manifest that the archive has of it
  /// @param diffIds of its layers, where one has to be made
  private record Config(Descriptor descriptor, Optional<Document> manifest, List<Digest> diffIds) {}

  private DockerArchive(String name, TarIndex files) {
    this.name = name;
    this.files = files;
    this.contents = new MemoryPlace(name);
  }

  /// Opens the archive `file`.
  ///
  /// @throws RegistryException.NotFound when there is no such file, or it has no `manifest.json`
  /// @throws RegistryException.Malformed when it is no tar archive, is compressed, names files
  ///     outside of itself, or lacks what its `manifest.json` names
  /// @throws RegistryException.DiskFailed when it cannot be read
  public static DockerArchive open(Path file) {
    var name = "docker-archive:" + file;
    var archive = new DockerArchive(name, LayoutArchive.index(name, file));
    try {
      archive.read();
      return archive;
    } catch (IOException e) {
      archive.close();
      throw archive.failure(e);
    } catch (ImageException e) {
      archive.close();
      throw archive.malformed(String.valueOf(e.getMessage()));
    } catch (RegistryException e) {
      archive.close();
      throw e;
    }
  }

  private void read() throws IOException {
    if (!files.has(DockerManifests.FILE)) {
      throw new RegistryException.NotFound(
          "read %s: it is no archive of docker's, for it has no file 'manifest.json'"
              .formatted(name));
    }
    var known = known();
    for (var image : Json.read(DockerManifests.FILE, small(DockerManifests.FILE))) {
      var config = config(image.path("Config").asText(), known);
      var manifest = config.manifest.isPresent() ? config.manifest.get() : make(image, config);
      contents.offer(manifest);
      var names = new ArrayList<String>();
      image.path("RepoTags").forEach(tag -> names.add(tag.asText()));
      if (names.isEmpty()) {
        entries.add(manifest.descriptor());
      }
      for (var tag : names) {
        var whole = new TreeMap<String, String>();
        whole.put(LayoutIndex.NAME, tag);
        entries.add(manifest.descriptor().withAnnotations(whole));
      }
    }
  }

  /// The manifests that lie in the archive whole, with all their blobs, by the digests of their
  /// configs.
  private Map<Digest, Document> known() {
    var manifests = new HashMap<Digest, Document>();
    if (!files.has(LayoutReader.MARKER) || !files.has(LayoutReader.INDEX)) {
      return manifests;
    }
    var layout = new LayoutArchive(name, files);
    var seen = new HashSet<Digest>();
    for (var entry : layout.index().entries()) {
      if (entry.mediaType().isManifest() && seen.add(entry.digest()) && layout.exists(entry)) {
        var document = document(layout, entry.plain());
        var blobs = document.manifest().blobs();
        if (blobs.stream().allMatch(layout::exists)) {
          manifests.put(document.manifest().config().digest(), document);
          blobs.forEach(blob -> offer(blob, LayoutReader.path(blob.digest())));
        }
      }
    }
    return manifests;
  }

  private Document document(LayoutReader layout, Descriptor entry) {
    return new Document(
        entry,
        layout
            .small(LayoutReader.path(entry.digest()), Json.MAX_BYTES)
            .orElseThrow(() -> malformed("it has no manifest " + entry.digest())));
  }

  // Read once, as layers are: a hostile archive may have thousands of images of one large config.
  private Config config(String path, Map<Digest, Document> known) throws IOException {
    var read = configs.get(path);
    if (read != null) {
      return read;
    }
    var document = Document.of(MediaType.OCI_CONFIG, small(path));
    if (!contents.exists(document.descriptor())) {
      offer(document.descriptor(), path);
    }
    Optional<Document> manifest = Optional.ofNullable(known.get(document.digest()));
    var diffIds = manifest.isPresent() ? List.<Digest>of() : document.config().diffIds();
    var config = new Config(document.descriptor(), manifest, diffIds);
    configs.put(path, config);
    return config;
  }

  private void offer(Descriptor content, String path) {
    contents.offer(content, () -> files.open(path));
  }

  private Document make(JsonNode image, Config config) throws IOException {
    var paths = image.path("Layers");
    if (paths.size() != config.diffIds.size()) {
      throw malformed(
          "the image with the config %s has %d layers; the config speaks of %d"
              .formatted(config.descriptor.digest(), paths.size(), config.diffIds.size()));
    }
    var layers = new ArrayList<Descriptor>();
    for (int i = 0; i < config.diffIds.size(); i++) {
      var layer = layer(paths.get(i).asText(), config.diffIds.get(i));
      offer(layer, paths.get(i).asText());
      layers.add(layer);
    }
    return Manifest.of(config.descriptor, layers).document();
  }

  private Descriptor layer(String path, Digest diffId) throws IOException {
    long size =
        files.size(path).orElseThrow(() -> malformed("it has no layer '%s'".formatted(path)));
    try (var stream = files.open(path)) {
      var compression = Compression.of(stream.readNBytes(Compression.MAGIC));
      if (compression == Compression.NONE) {
        return new Descriptor(MediaType.OCI_LAYER, diffId, size);
      }
      return new Descriptor(MediaType.layer(compression), hashed(path), size);
    }
  }

  // Images share layers, and a hostile archive may have thousands of images of one large layer.
  private Digest hashed(String path) throws IOException {
    var known = hashed.get(path);
    if (known != null) {
      return known;
    }
    try (var whole = files.open(path)) {
      var digest = Digest.of(whole);
      hashed.put(path, digest);
      return digest;
    }
  }

  private byte[] small(String path) throws IOException {
    long size =
        files.size(path).orElseThrow(() -> malformed("it has no file '%s'".formatted(path)));
    if (size > Json.MAX_BYTES) {
      throw malformed("%s has %d bytes; at most %d are read".formatted(path, size, Json.MAX_BYTES));
    }
    try (var stream = files.open(path)) {
      return stream.readAllBytes();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean exists(Descriptor content) {
    return contents.exists(content);
  }

  @Override
  public InputStream fetch(Descriptor content) {
    return contents.fetch(content);
  }

  /// Finds an image by its whole name (`example.org/app:1`, or as docker shortens it), by its tag
  /// where no other image has the same, or by its digest.
  @Override
  public Descriptor resolve(String tagOrDigest) {
    if (tagOrDigest.startsWith("sha256:") || tagOrDigest.startsWith("sha512:")) {
      var found = contents.resolve(tagOrDigest);
      if (!found.mediaType().isManifest()) {
        throw new RegistryException.NotFound("%s has no manifest %s".formatted(name, tagOrDigest));
      }
      return found;
    }
    var same =
        entries.stream()
            .filter(
                entry ->
                    LayoutIndex.nameOf(entry).filter(tag -> same(tag, tagOrDigest)).isPresent())
            .toList();
    return same.size() == 1
        ? same.getFirst().plain()
        : LayoutIndex.named(name, entries, tagOrDigest).plain();
  }

  private static boolean same(String tag, String wanted) {
    try {
      var reference = Reference.parse(tag);
      return reference.equals(Reference.parse(wanted).withDefaultTag())
          || reference.tag().filter(wanted::equals).isPresent();
    } catch (ImageException e) {
      return false;
    }
  }

  @Override
  public List<String> tags() {
    return entries.stream().flatMap(entry -> LayoutIndex.nameOf(entry).stream()).sorted().toList();
  }

  @Override
  public List<Descriptor> entries() {
    return List.copyOf(entries);
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (exists(content)) {
      return Arrival.PRESENT;
    }
    throw LayoutArchive.finished(name);
  }

  @Override
  public void tag(Document manifest, String tag) {
    throw LayoutArchive.finished(name);
  }

  @Override
  public void list(Document manifest) {
    throw LayoutArchive.finished(name);
  }

  @Override
  public void name(Document manifest, Reference reference) {
    throw LayoutArchive.finished(name);
  }

  /// Closes the file; streams that are still open fail.
  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private RegistryException malformed(String why) {
    return new RegistryException.Malformed("read %s: %s".formatted(name, why));
  }

  private RegistryException failure(IOException e) {
    return RegistryException.DiskFailed.of("read " + name, e);
  }
}
