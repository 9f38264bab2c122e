package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Scope;
import dev.slipway.registry.transport.Body;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Brings one blob into a repository: by mounting it if the registry has it elsewhere, else in a
/// session. See the distribution specification, "Pushing blobs".
///
/// A small blob goes in one request. A larger one is streamed, and when the stream breaks the
/// registry is asked how far it got: the rest follows from there. A session that is lost begins
/// anew. What has arrived is never sent into the same session again, because some registries refuse
/// that.
final class Upload {
  private static final int SMALL = 1024 * 1024;
  private static final long CHUNK = 16L * 1024 * 1024;
  private static final long MAX_CHUNK = 1024L * 1024 * 1024;
  private static final int MAX_ORIGINS = 3;

  private final Session session;
  private final Descriptor content;
  private final Blob blob;
  private final String action;

  Upload(Session session, Descriptor content, Blob blob) {
    this.session = session;
    this.content = content;
    this.blob = blob;
    this.action = "write %s to %s".formatted(content.digest(), session.repository());
  }

  /// Where the registry takes the bytes, how many it has, and how small a chunk may be.
  private record Position(URI location, long offset, long smallest) {}

  /// An attempt failed; another may work.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient RegistryException failure;
    private final transient Optional<Duration> delay;

    Broken(RegistryException failure, Optional<Duration> delay) {
      super(failure);
      this.failure = failure;
      this.delay = delay;
    }
  }

  Arrival run() {
    var position = mountOrBegin();
    if (position.isEmpty()) {
      return Arrival.MOUNTED;
    }
    try (var source = new UploadSource(content, blob, action)) {
      new Transfer(source, position.get()).run();
    }
    return Arrival.SENT;
  }

  private Optional<Position> mountOrBegin() {
    for (var origin : origins()) {
      var path = "blobs/uploads/?mount=%s&from=%s".formatted(content.digest(), origin.name());
      var request = Request.of("POST", session.uri(path));
      var scopes = List.of(Scope.push(session.repository().name()), Scope.pull(origin.name()));
      try (var response = session.send(request, Set.of(201, 202), scopes)) {
        return response.status() == 201 ? Optional.empty() : Optional.of(opened(request, response));
      } catch (RegistryException.Denied
          | RegistryException.NotFound
          | RegistryException.Refused e) {
        // no right to read there, or no mounting here: it will be sent
      }
    }
    return Optional.of(begin());
  }

  private List<Repository> origins() {
    var own = session.repository();
    return blob.origins().stream()
        .filter(origin -> origin.registry().equals(own.registry()) && !origin.equals(own))
        .distinct()
        .limit(MAX_ORIGINS)
        .toList();
  }

  private Position begin() {
    var request = Request.of("POST", session.uri("blobs/uploads/"));
    try (var response = session.send(request, Set.of(202))) {
      return opened(request, response);
    }
  }

  private Position opened(Request request, Response response) {
    long smallest = response.headers().number("OCI-Chunk-Min-Length").orElse(0L);
    return new Position(location(request, response), 0, Math.min(smallest, MAX_CHUNK));
  }

  private URI location(Request request, Response response) {
    var location = response.headers().find("Location");
    if (location.isEmpty()) {
      throw new RegistryException.Malformed(
          request + ": the registry does not say where it takes the bytes");
    }
    return session.named(request.toString(), response.uri(), location.get());
  }

  /// One blob on its way through one session or several.
  private final class Transfer {
    private final UploadSource source;
    private Position position;
    private boolean chunked;
    private int failures;

    Transfer(UploadSource source, Position position) {
      this.source = source;
      this.position = position;
    }

    void run() {
      while (true) {
        try {
          if (content.size() <= SMALL) {
            complete(Optional.of(Body.of(source.whole())));
          } else {
            stream();
            complete(Optional.empty());
          }
          return;
        } catch (Broken e) {
          failures++;
          if (failures >= session.retry().attempts()) {
            cancel();
            throw e.failure.within("after %d attempts".formatted(failures));
          }
          session.retry().pause(action, failures, e.delay);
          if (isThere()) {
            return;
          }
          position = found().orElseGet(Upload.this::begin);
        } catch (RegistryException e) {
          cancel();
          throw e;
        }
      }
    }

    private void stream() {
      while (position.offset < content.size()) {
        long offset = position.offset;
        long length = content.size() - offset;
        if (chunked) {
          length = Math.min(length, Math.max(CHUNK, position.smallest));
        }
        var next = patch(offset, length);
        if (next.offset > offset) {
          failures = 0;
        }
        position = next;
      }
    }

    private Position patch(long offset, long length) {
      var request =
          Request.of("PATCH", position.location)
              .with("Content-Type", "application/octet-stream")
              .with(source.slice(offset, length));
      if (offset > 0 || length < content.size()) {
        request = request.with("Content-Range", "%d-%d".formatted(offset, offset + length - 1));
      }
      // 201 is what ECR answers, and 204 docker's specification of old
      return switch (session.attempt(request, Set.of(201, 202, 204, 413))) {
        case Session.Outcome.Answer(var response) -> accepted(request, response, offset, length);
        case Session.Outcome.Later(var failure, var delay) ->
            throw source
                .failure()
                .<RuntimeException>map(own -> own)
                .orElseGet(() -> new Broken(failure, delay));
        case Session.Outcome.Final(var failure) -> throw refused(failure);
      };
    }

    private Position accepted(Request request, Response response, long offset, long length) {
      try (response) {
        if (response.status() == 413) {
          var failure =
              new RegistryException.Refused(
                  "%s: status 413: the registry or a proxy takes no %d bytes at once"
                      .formatted(request, length),
                  413,
                  List.of());
          if (chunked) {
            throw failure;
          }
          chunked = true;
          throw new Broken(failure, Optional.empty());
        }
        long arrived = arrived(response).orElse(offset + length);
        if (arrived < offset || arrived > offset + length) {
          throw new RegistryException.Malformed(
              "%s: the registry has %d bytes, but it was sent %d to %d"
                  .formatted(request, arrived, offset, offset + length));
        }
        var next = new Position(location(request, response), arrived, position.smallest);
        if (arrived == offset) {
          position = next;
          throw new Broken(
              new RegistryException.Unreachable(request + ": the registry took no byte"),
              Optional.empty());
        }
        return next;
      }
    }

    private void complete(Optional<Body> body) {
      var text = position.location.toString();
      var mark = position.location.getRawQuery() == null ? "?" : "&";
      var uri =
          URI.create(text + mark + "digest=" + content.digest().toString().replace(":", "%3A"));
      var request = Request.of("PUT", uri);
      if (body.isPresent()) {
        request = request.with("Content-Type", "application/octet-stream").with(body.get());
      }
      switch (session.attempt(request, Set.of(200, 201, 204))) {
        case Session.Outcome.Answer(var response) -> response.close();
        case Session.Outcome.Later(var failure, var delay) -> throw new Broken(failure, delay);
        case Session.Outcome.Final(var failure) -> throw refused(failure);
      }
    }

    /// A session may be lost, or have got bytes that were not sent; both are worth another try.
    private RuntimeException refused(RegistryException failure) {
      return switch (failure) {
        case RegistryException.NotFound _ -> new Broken(failure, Optional.empty());
        case RegistryException.Refused refused ->
            refused.status() == 416 || refused.codes().contains("DIGEST_INVALID")
                ? new Broken(failure, Optional.empty())
                : failure;
        default -> failure;
      };
    }

    private boolean isThere() {
      var request = Request.of("HEAD", session.uri("blobs/" + content.digest()));
      try (var response = session.send(request, Set.of(200, 404))) {
        return response.status() == 200;
      }
    }

    /// How far the session got, if it is still there and can be gone on with.
    private Optional<Position> found() {
      if (content.size() <= SMALL || (chunked && position.offset == 0)) {
        cancel();
        return Optional.empty();
      }
      var request = Request.of("GET", position.location);
      if (!(session.attempt(request, Set.of(200, 202, 204))
          instanceof Session.Outcome.Answer(var response))) {
        return Optional.empty();
      }
      try (response) {
        var arrived = arrived(response).filter(count -> count > 0 && count <= content.size());
        if (arrived.isEmpty()) {
          cancel();
          return Optional.empty();
        }
        var location =
            response.headers().find("Location").isPresent()
                ? location(request, response)
                : position.location;
        return Optional.of(new Position(location, arrived.get(), position.smallest));
      }
    }

    private void cancel() {
      if (session.attempt(Request.of("DELETE", position.location), Set.of(200, 202, 204))
          instanceof Session.Outcome.Answer(var response)) {
        response.close();
      }
    }
  }

  /// How many bytes the registry has, as its `Range` says.
  private static Optional<Long> arrived(Response response) {
    var range = response.headers().find("Range").orElse("");
    int dash = range.indexOf('-');
    var end = range.substring(dash + 1).strip();
    if (dash < 0 || end.isEmpty() || end.length() > 18 || !end.chars().allMatch(Upload::isDigit)) {
      return Optional.empty();
    }
    long last = Long.parseLong(end);
    // 0-0 is how registries say that there is nothing yet
    return Optional.of(last == 0 ? 0 : last + 1);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
