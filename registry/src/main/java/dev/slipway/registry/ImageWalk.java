package dev.slipway.registry;

import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageException;
import dev.slipway.image.Manifest;
import dev.slipway.image.Platform;
import dev.slipway.registry.Validation.Finding;
import dev.slipway.registry.Validation.Kind;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// One walk through an image that writes down what is wrong.
final class ImageWalk {
  private static final int MOST_NESTED = 8;

  private final Place place;
  private final Crew crew;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Digest> seen = new HashSet<>();
  private int documents;
  private int layers;
  private long bytes;

  /// A layer that is still to be read, and what it should unpack to.
  private record Task(List<Descriptor> path, Optional<Digest> diffId) {
    Descriptor layer() {
      return path.getLast();
    }
  }

  private final List<Task> tasks = new ArrayList<>();

  ImageWalk(Place place, Crew crew) {
    this.place = place;
    this.crew = crew;
  }

  Validation from(Descriptor root) {
    document(List.of(root), Optional.empty());
    crew.map(tasks, this::layer).forEach(findings::addAll);
    return new Validation(root, findings, documents, layers, bytes);
  }

  private void document(List<Descriptor> path, Optional<Platform> expected) {
    var descriptor = path.getLast();
    if (!seen.add(descriptor.digest())) {
      return;
    }
    if (path.size() > MOST_NESTED) {
      add(Kind.MALFORMED, path, "more than %d indexes are nested".formatted(MOST_NESTED));
      return;
    }
    if (descriptor.mediaType().isIndex()) {
      fetch(path).ifPresent(index -> index(path, index));
    } else if (descriptor.mediaType().isManifest()) {
      fetch(path).ifPresent(manifest -> manifest(path, manifest, expected));
    } else {
      add(
          Kind.MALFORMED,
          path,
          "'%s' is the media type of neither a manifest nor an index"
              .formatted(descriptor.mediaType()));
    }
  }

  private void index(List<Descriptor> path, Document document) {
    try {
      for (var child : document.index().manifests()) {
        document(with(path, child), child.platform());
      }
    } catch (ImageException e) {
      add(Kind.MALFORMED, path, String.valueOf(e.getMessage()));
    }
  }

  private void manifest(List<Descriptor> path, Document document, Optional<Platform> expected) {
    try {
      var manifest = document.manifest();
      var config =
          manifest.config().mediaType().isConfig()
              ? fetch(with(path, manifest.config())).flatMap(found -> config(path, found))
              : Optional.<ImageConfig>empty();
      config.ifPresent(found -> compare(path, manifest, found, expected));
      if (!manifest.config().mediaType().isConfig()) {
        queue(with(path, manifest.config()), Optional.empty());
      }
      for (int i = 0; i < manifest.layers().size(); i++) {
        int number = i;
        var diffId =
            config
                .map(ImageConfig::diffIds)
                .filter(ids -> number < ids.size())
                .map(ids -> ids.get(number));
        queue(with(path, manifest.layers().get(i)), diffId);
      }
    } catch (ImageException e) {
      add(Kind.MALFORMED, path, String.valueOf(e.getMessage()));
    }
  }

  private Optional<ImageConfig> config(List<Descriptor> path, Document document) {
    try {
      return Optional.of(document.config());
    } catch (ImageException e) {
      add(Kind.MALFORMED, with(path, document.descriptor()), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void compare(
      List<Descriptor> path, Manifest manifest, ImageConfig config, Optional<Platform> expected) {
    int count = manifest.layers().size();
    if (config.diffIds().size() != count) {
      add(
          Kind.LAYERS,
          path,
          "the manifest has %d layers, its config speaks of %d"
              .formatted(count, config.diffIds().size()));
    }
    long made = config.history().stream().filter(step -> step.kind() == History.Kind.LAYER).count();
    if (!config.history().isEmpty() && made != count) {
      add(
          Kind.LAYERS,
          path,
          "the manifest has %d layers, the history in its config speaks of %d"
              .formatted(count, made));
    }
    var found = config.platform();
    if (expected.isPresent()
        && !(expected.get().os().equals(found.os())
            && expected.get().architecture().equals(found.architecture()))) {
      add(Kind.PLATFORM, path, "the index says %s, the config %s".formatted(expected.get(), found));
    }
  }

  private void queue(List<Descriptor> path, Optional<Digest> diffId) {
    var layer = path.getLast();
    boolean elsewhere = layer.mediaType().isForeignLayer() || !layer.urls().isEmpty();
    if (elsewhere && !place.exists(layer)) {
      return;
    }
    if (seen.add(layer.digest())) {
      layers++;
      bytes += layer.size();
      tasks.add(new Task(path, diffId));
    }
  }

  /// Reads a document; what keeps it from being read is a finding.
  private Optional<Document> fetch(List<Descriptor> path) {
    try {
      var document = place.document(path.getLast());
      documents++;
      return Optional.of(document);
    } catch (RegistryException e) {
      findings.add(finding(path, e));
      return Optional.empty();
    } catch (ImageException.Mismatch e) {
      add(Kind.CONTENT, path, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<Finding> layer(Task task) {
    var found = new ArrayList<Finding>();
    try (var stored = place.fetch(task.layer())) {
      try {
        unpack(task, stored).ifPresent(found::add);
      } catch (IOException e) {
        found.add(
            new Finding(
                Kind.MALFORMED,
                task.path,
                "it cannot be unpacked as '%s': %s"
                    .formatted(task.layer().mediaType(), e.getMessage())));
      }
      // Only at the end of all that is stored does the stream know whether it was right.
      stored.transferTo(OutputStream.nullOutputStream());
    } catch (RegistryException e) {
      // Bytes that are not the right ones explain all else.
      return List.of(finding(task.path, e));
    } catch (IOException e) {
      throw new RegistryException.Unreachable(
          "read %s from %s: %s".formatted(task.layer().digest(), place.name(), e.getMessage()), e);
    }
    return found;
  }

  private static Optional<Finding> unpack(Task task, InputStream stored) throws IOException {
    if (task.diffId.isEmpty()) {
      return Optional.empty();
    }
    var expected = task.diffId.get();
    var hasher = expected.algorithm().hasher();
    var plain = open(new Unclosed(stored), task.layer().mediaType().compression());
    var buffer = new byte[64 * 1024];
    for (int count = plain.read(buffer); count >= 0; count = plain.read(buffer)) {
      hasher.update(buffer, 0, count);
    }
    var found = Digest.finish(expected.algorithm(), hasher);
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Kind.DIFF_ID,
                task.path,
                "it unpacks to %s, the config says %s".formatted(found, expected)));
  }

  private static InputStream open(InputStream stored, Compression compression) throws IOException {
    return switch (compression) {
      case NONE -> stored;
      case GZIP -> new GZIPInputStream(stored, 64 * 1024);
      case ZSTD -> new ZstdInputStream(new BufferedInputStream(stored, 64 * 1024));
    };
  }

  /// Lets a decoder be dropped without closing what it reads.
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    @Override
    public void close() {}
  }

  private static Finding finding(List<Descriptor> path, RegistryException e) {
    return switch (e) {
      case RegistryException.NotFound _ -> new Finding(Kind.ABSENT, path, e.text());
      case RegistryException.Mismatch _ -> new Finding(Kind.CONTENT, path, e.text());
      case RegistryException.Malformed _ -> new Finding(Kind.MALFORMED, path, e.text());
      case RegistryException.Denied _,
          RegistryException.Unreachable _,
          RegistryException.DiskFailed _,
          RegistryException.Refused _,
          RegistryException.Cancelled _ ->
          throw e;
    };
  }

  private void add(Kind kind, List<Descriptor> path, String message) {
    findings.add(new Finding(kind, path, message));
  }

  private static List<Descriptor> with(List<Descriptor> path, Descriptor next) {
    var longer = new ArrayList<>(path);
    longer.add(next);
    return List.copyOf(longer);
  }
}
