package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.MediaType;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Place;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.VerifiedStream;
import dev.slipway.registry.transport.Body;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One repository of a registry, as a place.
public final class RemoteRepository implements Place {
  private static final String MANIFESTS =
      String.join(
          ", ",
          List.of(
              MediaType.OCI_INDEX.name(),
              MediaType.OCI_MANIFEST.name(),
              MediaType.DOCKER_MANIFEST_LIST.name(),
              MediaType.DOCKER_MANIFEST.name()));
  private static final int MAX_TAG_PAGES = 10_000;
  private static final int MAX_TAGS = 1_000_000;

  private final Session session;
  private final Optional<UploadJournal> journal;

  RemoteRepository(Session session, Optional<UploadJournal> journal) {
    this.session = session;
    this.journal = journal;
  }

  @Override
  public String name() {
    return session.repository().toString();
  }

  @Override
  public List<Repository> origins(Descriptor content) {
    return List.of(session.repository());
  }

  @Override
  public boolean exists(Descriptor content) {
    var request = Request.of("HEAD", uri(content));
    if (AnsweredHead.isManifest(content)) {
      request = request.with("Accept", MANIFESTS);
    }
    try (var response = session.send(request, Set.of(200, 404))) {
      return response.status() == 200 && AnsweredHead.speaksOf(content, request, response);
    }
  }

  @Override
  public InputStream fetch(Descriptor content) {
    var request = Request.of("GET", uri(content));
    if (AnsweredHead.isManifest(content)) {
      request = request.with("Accept", MANIFESTS);
    }
    var response = session.send(request, Set.of(200));
    if (AnsweredHead.isManifest(content)) {
      try {
        AnsweredHead.checkType(content, request, response);
      } catch (RegistryException e) {
        response.close();
        throw e;
      }
    }
    return new VerifiedStream(
        new ResumingStream(session, request, response), request.toString(), content);
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (exists(content)) {
      return Arrival.PRESENT;
    }
    if (!AnsweredHead.isManifest(content)) {
      return new Upload(session, content, blob).run(journal);
    }
    if (content.size() > Json.MAX_BYTES) {
      throw new RegistryException.Malformed(
          "write %s to %s: a manifest of %d bytes is larger than any that is read"
              .formatted(content.digest(), name(), content.size()));
    }
    var action = "write %s to %s".formatted(content.digest(), name());
    try (var stream = new VerifiedStream(blob.open(), action, content)) {
      put(content, content.digest().toString(), stream.readAllBytes());
      return Arrival.SENT;
    } catch (IOException e) {
      throw new RegistryException.Unreachable(action + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void tag(Document manifest, String tag) {
    put(manifest.descriptor(), tag, manifest.bytes());
  }

  @Override
  public boolean isTagged(Document manifest, String tag) {
    var request =
        Request.of("HEAD", session.uri("manifests/" + segment(tag))).with("Accept", MANIFESTS);
    try (var response = session.send(request, Set.of(200, 404, 405))) {
      return response.status() == 200
          && AnsweredHead.manifest(request, response)
              .filter(there -> there.digest().equals(manifest.digest()))
              .isPresent();
    } catch (RegistryException.Denied | RegistryException.Refused | RegistryException.Malformed _) {
      // Whoever may write need not be allowed to ask.
      return false;
    }
  }

  @Override
  public Descriptor resolve(String tagOrDigest) {
    var request =
        Request.of("HEAD", session.uri("manifests/" + segment(tagOrDigest)))
            .with("Accept", MANIFESTS);
    try (var response = session.send(request, Set.of(200, 405))) {
      var found =
          response.status() == 200
              ? AnsweredHead.manifest(request, response)
              : Optional.<Descriptor>empty();
      if (found.isPresent()) {
        return checkName(request, tagOrDigest, found.get());
      }
    }
    return checkName(request, tagOrDigest, download(tagOrDigest).descriptor());
  }

  /// Removes a tag, or a manifest with all its tags. Whether a registry lets one is its own affair.
  ///
  /// @throws RegistryException.Refused when the registry deletes nothing
  public void delete(String tagOrDigest) {
    var request = Request.of("DELETE", session.uri("manifests/" + segment(tagOrDigest)));
    session.send(request, Set.of(200, 202, 204)).close();
  }

  /// The tags, sorted; none where there is no repository yet.
  @Override
  public List<String> tags() {
    var tags = new TreeSet<String>();
    Optional<URI> next = Optional.of(session.uri("tags/list?n=1000"));
    for (int page = 0; next.isPresent(); page++) {
      var request = Request.of("GET", next.get());
      try (var response = session.send(request, Set.of(200, 404))) {
        if (response.status() == 404) {
          return List.copyOf(tags);
        }
        int before = tags.size();
        tags.addAll(readTags(request, response));
        if (page > MAX_TAG_PAGES || tags.size() > MAX_TAGS) {
          throw new RegistryException.Malformed(request + ": the list of tags does not end");
        }
        // a page that brings nothing new would lead round in a circle
        next =
            tags.size() == before
                ? Optional.empty()
                : Links.next(response.headers().find("Link"))
                    .map(link -> session.named(request.toString(), response.uri(), link));
      }
    }
    return List.copyOf(tags);
  }

  private static List<String> readTags(Request request, Response response) {
    try {
      var page = Json.readObject("the list of tags", response.read(Json.MAX_BYTES + 1));
      var tags = new ArrayList<String>();
      page.path("tags").forEach(tag -> tags.add(tag.asText("")));
      return tags;
    } catch (IOException e) {
      throw new RegistryException.Unreachable(
          "%s: %s".formatted(request, Session.reason(request, e)), e);
    } catch (ImageException e) {
      throw new RegistryException.Malformed("%s: %s".formatted(request, e.getMessage()), e);
    }
  }

  private void put(Descriptor manifest, String name, byte[] bytes) {
    var request =
        Request.of("PUT", session.uri("manifests/" + segment(name)))
            .with("Content-Type", manifest.mediaType().name())
            .with(Body.of(bytes));
    try (var response = session.send(request, Set.of(200, 201, 202, 204))) {
      var said = response.headers().find("Docker-Content-Digest");
      if (said.isPresent()
          && said.get().startsWith(manifest.digest().algorithm().label() + ":")
          && !said.get().equals(manifest.digest().toString())) {
        throw new RegistryException.Malformed(
            "%s: the registry took %s for %s".formatted(request, manifest.digest(), said.get()));
      }
    }
  }

  /// Downloads a manifest because its header does not tell enough.
  private Document download(String tagOrDigest) {
    var request =
        Request.of("GET", session.uri("manifests/" + segment(tagOrDigest)))
            .with("Accept", MANIFESTS);
    try (var response = session.send(request, Set.of(200))) {
      var bytes = response.read(Json.MAX_BYTES + 1);
      var own =
          Optional.of(Json.readObject("the manifest", bytes).path("mediaType").asText(""))
              .filter(text -> !text.isEmpty())
              .map(MediaType::parse);
      var type =
          AnsweredHead.type(request, response)
              .filter(t -> t.isManifest() || t.isIndex())
              .or(() -> own)
              .orElseThrow(
                  () ->
                      new RegistryException.Malformed(
                          request + ": nothing says what kind of manifest it is"));
      var document = Document.of(type, bytes);
      var said = response.headers().find("Docker-Content-Digest");
      if (said.isPresent()
          && said.get().startsWith("sha256:")
          && !said.get().equals(document.digest().toString())) {
        throw new RegistryException.Malformed(
            "%s: the registry says %s, but sent %s"
                .formatted(request, said.get(), document.digest()));
      }
      return document;
    } catch (IOException e) {
      throw new RegistryException.Unreachable(
          "%s: %s".formatted(request, Session.reason(request, e)), e);
    } catch (ImageException e) {
      throw new RegistryException.Malformed("%s: %s".formatted(request, e.getMessage()), e);
    }
  }

  /// Who asks by digest gets this digest or nothing.
  private static Descriptor checkName(Request request, String name, Descriptor found) {
    if (name.indexOf(':') >= 0 && !name.equals(found.digest().toString())) {
      throw new RegistryException.Malformed(
          "%s: the registry answered with %s".formatted(request, found.digest()));
    }
    return found;
  }

  private URI uri(Descriptor content) {
    return session.uri(
        (AnsweredHead.isManifest(content) ? "manifests/" : "blobs/") + content.digest());
  }

  /// Tags and digests alone may become a part of an address.
  private static String segment(String tagOrDigest) {
    if (!tagOrDigest.matches("[A-Za-z0-9_][A-Za-z0-9._:-]{0,150}")) {
      throw new RegistryException.Malformed(
          "'%s' is neither a tag nor a digest".formatted(tagOrDigest));
    }
    return tagOrDigest;
  }
}
