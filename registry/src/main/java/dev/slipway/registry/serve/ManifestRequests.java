package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Answers `manifests/<tag or digest>`: reading, pushing, tagging and forgetting manifests.
///
/// A manifest is kept byte for byte as it came. One lock orders all changes to manifests and tags,
/// so a reader sees a tag before or after a change and never between.
final class ManifestRequests {
  private final Storage storage;
  private final Set<Feature> lacks;
  private final Object changes = new Object();

  ManifestRequests(Storage storage, Set<Feature> lacks) {
    this.storage = storage;
    this.lacks = lacks;
  }

  Answer answer(Request request, Route.Manifest route, byte[] body) throws IOException {
    return switch (request.method()) {
      case "GET", "HEAD" -> read(route);
      case "PUT" -> put(request, route, body);
      case "DELETE" -> delete(request, route);
      default -> throw Dispatcher.notAllowed(request, "GET, HEAD, PUT, DELETE");
    };
  }

  private Answer read(Route.Manifest route) throws IOException {
    var repository = storage.repository(route.repository());
    var digest = find(repository, route);
    var mediaType = repository.manifestType(digest).orElseThrow(() -> unknown(route));
    var file = storage.content(digest);
    return Answer.of(200)
        .with(
            Map.of(
                "Content-Type",
                mediaType,
                "Docker-Content-Digest",
                digest.toString(),
                "ETag",
                "\"" + digest + "\""))
        .with(new Answer.Body.Part(file, 0, Files.size(file)));
  }

  private Answer put(Request request, Route.Manifest route, byte[] body) throws IOException {
    var repository = storage.repository(route.repository());
    var manifest = PushedManifest.read(body, request.header("Content-Type").orElse(""));
    var named = digestIn(route.identifier());
    var algorithm = named.map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
    var digest = Digest.of(algorithm, body);
    if (named.filter(name -> !name.equals(digest)).isPresent()) {
      throw new Refusal(
          400,
          Refusal.Code.DIGEST_INVALID,
          "the manifest's digest is %s, not %s".formatted(digest, named.get()));
    }
    var tags = named.isPresent() ? tagParameters(request) : List.of(tagIn(route));
    storage.adding(
        () -> {
          manifest.check(repository);
          commit(repository, manifest, digest, tags, body);
          return digest;
        });
    return created(request, route, manifest, digest);
  }

  private void commit(
      Repository repository, PushedManifest manifest, Digest digest, List<String> tags, byte[] body)
      throws IOException {
    synchronized (changes) {
      repository.addManifest(digest, manifest.mediaType(), body);
      if (manifest.subject().isPresent()) {
        repository.addReferrer(
            manifest.subject().get(), digest, manifest.descriptor(digest, body.length));
      }
      for (var tag : tags) {
        repository.setTag(tag, digest);
      }
    }
  }

  private Answer created(
      Request request, Route.Manifest route, PushedManifest manifest, Digest digest) {
    var answer =
        Answer.of(201)
            .with("Location", "/v2/%s/manifests/%s".formatted(route.repository(), digest))
            .with("Docker-Content-Digest", digest.toString());
    if (manifest.subject().isPresent() && !lacks.contains(Feature.REFERRERS)) {
      answer = answer.with("OCI-Subject", manifest.subject().get().toString());
    }
    var tags =
        digestIn(route.identifier()).isPresent() ? tagParameters(request) : List.<String>of();
    return tags.isEmpty() ? answer : answer.with("OCI-Tag", String.join(", ", tags));
  }

  private List<String> tagParameters(Request request) {
    if (lacks.contains(Feature.TAG_PARAMETER)) {
      return List.of();
    }
    var tags = request.parameters("tag");
    tags.forEach(ManifestRequests::checkTag);
    return tags;
  }

  private Answer delete(Request request, Route.Manifest route) throws IOException {
    if (lacks.contains(Feature.DELETE)) {
      throw Dispatcher.notAllowed(request, "GET, HEAD, PUT");
    }
    var repository = storage.repository(route.repository());
    var named = digestIn(route.identifier());
    if (named.isEmpty()) {
      synchronized (changes) {
        if (!repository.removeTag(tagIn(route))) {
          throw unknown(route);
        }
      }
      return Answer.of(202);
    }
    return storage.removing(named.get(), () -> forget(repository, route, named.get()));
  }

  private Answer forget(Repository repository, Route.Manifest route, Digest digest)
      throws IOException {
    synchronized (changes) {
      var mediaType = repository.manifestType(digest).orElseThrow(() -> unknown(route));
      var bytes = Files.readAllBytes(storage.content(digest));
      var subject = PushedManifest.read(bytes, mediaType).subject();
      if (subject.isPresent()) {
        repository.removeReferrer(subject.get(), digest);
      }
      repository.removeManifest(digest);
      return Answer.of(202);
    }
  }

  private static Digest find(Repository repository, Route.Manifest route) throws IOException {
    var named = digestIn(route.identifier());
    return named.isPresent()
        ? named.get()
        : repository.tag(tagIn(route)).orElseThrow(() -> unknown(route));
  }

  /// The digest if `identifier` is one; what has a colon can be nothing else.
  private static Optional<Digest> digestIn(String identifier) {
    return identifier.contains(":") ? Optional.of(Names.digest(identifier)) : Optional.empty();
  }

  private static String tagIn(Route.Manifest route) {
    return checkTag(route.identifier());
  }

  private static String checkTag(String text) {
    if (!Names.isTag(text)) {
      throw new Refusal(
          400, Refusal.Code.MANIFEST_INVALID, "'%s' is neither a tag nor a digest".formatted(text));
    }
    return text;
  }

  private static Refusal unknown(Route.Manifest route) {
    return new Refusal(
        404,
        Refusal.Code.MANIFEST_UNKNOWN,
        "%s has no manifest '%s'".formatted(route.repository(), route.identifier()));
  }
}
