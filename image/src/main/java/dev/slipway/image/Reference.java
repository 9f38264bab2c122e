package dev.slipway.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of an image in a registry: `registry/repository:tag@digest`.
///
/// Names are whole: what people leave out (`docker.io`, `library/`) has been filled in, as docker
/// does it; `latest` has not, because whoever names neither a tag nor a digest may mean either.
///
/// @param registry the host and perhaps the port, as in `localhost:5000` or `[::1]:5000`
/// @param repository the path, as in `library/alpine`
/// @param tag the tag, if one is named
/// @param digest the digest, if one is named; it counts more than the tag
public record Reference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
  /// The name of Docker Hub, where names without a registry belong.
  public static final String DOCKER_HUB = "docker.io";

  private static final int MAX_LENGTH = 255;
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*\\.?"
              + "|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?");
  private static final Pattern PART = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

  /// Checks every part.
  ///
  /// @throws ImageException.Malformed when a part breaks the rules of the distribution
  /// specification
  public Reference {
    var whole = registry + "/" + repository;
    if (!REGISTRY.matcher(registry).matches()) {
      throw malformed(whole, "'%s' is not a registry's host".formatted(registry));
    }
    checkRepository(whole, repository);
    if (whole.length() > MAX_LENGTH) {
      throw malformed(
          whole,
          "it has %d characters, at most %d are allowed".formatted(whole.length(), MAX_LENGTH));
    }
    if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
      throw malformed(
          whole + ":" + tag.get(),
          "a tag has up to 128 letters, digits, '_', '.' and '-', and begins with none of the last two");
    }
  }

  /// Reads what people write, as in `alpine`, `localhost:5000/team/app:1.0` or `alpine@sha256:…`.
  ///
  /// @throws ImageException.Malformed when it is no such name; the message suggests one if it can
  public static Reference parse(String text) {
    if (text.contains("://")) {
      throw malformed(
          text, "it has no scheme; write '%s'".formatted(text.substring(text.indexOf("://") + 3)));
    }
    var rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(digest(text, rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (rest.isEmpty()) {
      throw malformed(text, "it has no repository");
    }
    if (IMAGE_ID.matcher(rest).matches()) {
      throw malformed(text, "it looks like an image ID; a repository cannot be named so");
    }
    return named(rest, tag, digest);
  }

  private static Reference named(String name, Optional<String> tag, Optional<Digest> digest) {
    int slash = name.indexOf('/');
    var first = slash < 0 ? "" : name.substring(0, slash);
    if (!isHost(first)) {
      return new Reference(DOCKER_HUB, slash < 0 ? "library/" + name : name, tag, digest);
    }
    var path = name.substring(slash + 1);
    if (!isHub(first)) {
      return new Reference(first, path, tag, digest);
    }
    return new Reference(DOCKER_HUB, path.indexOf('/') < 0 ? "library/" + path : path, tag, digest);
  }

  /// The tag, the digest if there is no tag, or `latest` if there is neither.
  public String tagOrDigest() {
    return tag.orElseGet(() -> digest.map(Digest::toString).orElse("latest"));
  }

  /// What identifies the image most exactly: the digest, else the tag, else `latest`.
  public String identifier() {
    return digest.map(Digest::toString).orElseGet(() -> tag.orElse("latest"));
  }

  /// Registry and repository, without tag and digest.
  public String name() {
    return registry + "/" + repository;
  }

  /// The same repository, with `newTag` and without a digest.
  ///
  /// @throws ImageException.Malformed when it is not a tag
  public Reference withTag(String newTag) {
    return new Reference(registry, repository, Optional.of(newTag), Optional.empty());
  }

  /// The same name, pinned to `newDigest`; the tag stays.
  public Reference withDigest(Digest newDigest) {
    return new Reference(registry, repository, tag, Optional.of(newDigest));
  }

  /// The same, with the tag `latest` if there is neither tag nor digest.
  public Reference withDefaultTag() {
    return tag.isEmpty() && digest.isEmpty() ? withTag("latest") : this;
  }

  /// As people write it: without `docker.io/` and `library/`.
  public String familiar() {
    if (!registry.equals(DOCKER_HUB)) {
      return toString();
    }
    var path =
        repository.startsWith("library/") ? repository.substring("library/".length()) : repository;
    return path + suffix();
  }

  /// The whole name, as in `docker.io/library/alpine:3`.
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return tag.map(":"::concat).orElse("") + digest.map(value -> "@" + value).orElse("");
  }

  /// As docker tells a host from a folder: it has a dot, a colon or a capital, or is `localhost`.
  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static boolean isHub(String host) {
    return host.equals(DOCKER_HUB) || host.equals("index.docker.io");
  }

  private static Digest digest(String text, String digest) {
    try {
      return Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw malformed(text, String.valueOf(e.getMessage()));
    }
  }

  private static void checkRepository(String whole, String repository) {
    for (var part : repository.split("/", -1)) {
      if (PART.matcher(part).matches()) {
        continue;
      }
      var lower = part.toLowerCase(Locale.ROOT);
      if (PART.matcher(lower).matches()) {
        throw malformed(
            whole,
            "a repository is written in lower case; did you mean '%s'?"
                .formatted(repository.toLowerCase(Locale.ROOT)));
      }
      throw malformed(
          whole,
          "'%s' cannot be a part of a repository: lower-case letters and digits are, joined by '.', '_', '__' or '-'"
              .formatted(part));
    }
  }

  private static ImageException malformed(String text, String why) {
    return new ImageException.Malformed(
        "'%s' is not the name of an image: %s".formatted(text, why));
  }
}
