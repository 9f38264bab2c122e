package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A place in memory.
///
/// What is pushed is held as bytes. What is [offered][#offer] is held as the [Blob] it is, which
/// may be a file or something that is only made when it is opened: so an image that was just built
/// becomes a place from which [Copy] can take it.
public final class MemoryPlace implements Place {
  private final String name;
  private final Map<Digest, Held> contents = new ConcurrentHashMap<>();
  private final Map<String, Descriptor> names = new ConcurrentHashMap<>();

  private record Held(Descriptor descriptor, Blob blob) {}

  /// An empty place.
  ///
  /// @param name what it is called in messages
  public MemoryPlace(String name) {
    this.name = name;
  }

  /// Holds `blob` as it is; it is checked whenever it is fetched.
  public void offer(Descriptor content, Blob blob) {
    contents.put(content.digest(), new Held(content, blob));
  }

  /// Holds a manifest, an index or a config.
  public void offer(Document document) {
    offer(document.descriptor(), Blob.of(document.bytes()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean exists(Descriptor content) {
    return contents.containsKey(content.digest());
  }

  @Override
  public InputStream fetch(Descriptor content) {
    var action = "read %s from %s".formatted(content.digest(), name);
    try {
      return new VerifiedStream(held(content.digest()).blob.open(), action, content);
    } catch (IOException e) {
      throw new RegistryException.Unreachable(action + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (exists(content)) {
      return Arrival.PRESENT;
    }
    var action = "write %s to %s".formatted(content.digest(), name);
    try (var stream = new VerifiedStream(blob.open(), action, content)) {
      offer(content, Blob.of(stream.readAllBytes()));
      return Arrival.SENT;
    } catch (IOException e) {
      throw new RegistryException.Unreachable(action + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Descriptor resolve(String tagOrDigest) {
    var named = names.get(tagOrDigest);
    if (named != null) {
      return named;
    }
    if (tagOrDigest.indexOf(':') < 0) {
      throw new RegistryException.NotFound("%s has no tag '%s'".formatted(name, tagOrDigest));
    }
    try {
      return held(Digest.parse(tagOrDigest)).descriptor.plain();
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Malformed(
          "'%s' is neither a tag nor a digest".formatted(tagOrDigest), e);
    }
  }

  @Override
  public void tag(Document manifest, String tag) {
    held(manifest.digest());
    names.put(tag, manifest.descriptor().plain());
  }

  @Override
  public List<String> tags() {
    return names.keySet().stream().sorted().toList();
  }

  @Override
  public List<Repository> origins(Descriptor content) {
    return held(content.digest()).blob.origins();
  }

  private Held held(Digest digest) {
    var held = contents.get(digest);
    if (held == null) {
      throw new RegistryException.NotFound("%s has no content %s".formatted(name, digest));
    }
    return held;
  }
}
