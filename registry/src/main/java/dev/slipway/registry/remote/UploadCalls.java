package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Scope;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The requests about the upload of one blob that carry none of its bytes.
final class UploadCalls {
  private static final Set<Integer> STATUS = Set.of(200, 202, 204);

  private final Session session;
  private final Descriptor content;

  UploadCalls(Session session, Descriptor content) {
    this.session = session;
    this.content = content;
  }

  /// What came of trying to take a blob from another repository.
  sealed interface Mount {
    /// It is there now.
    record Done() implements Mount {}

    /// The registry would rather have the bytes.
    record Opened(UploadPosition position) implements Mount {}

    /// There is no right to read there, or no mounting here.
    record Refused() implements Mount {}
  }

  Mount mount(Repository origin) {
    var path = "blobs/uploads/?mount=%s&from=%s".formatted(content.digest(), origin.name());
    var request = Request.of("POST", session.uri(path));
    var scopes = List.of(Scope.push(session.repository().name()), Scope.pull(origin.name()));
    try (var response = session.send(request, Set.of(201, 202), scopes)) {
      return response.status() == 201
          ? new Mount.Done()
          : new Mount.Opened(UploadPosition.opened(session, request, response));
    } catch (RegistryException.Denied | RegistryException.NotFound | RegistryException.Refused e) {
      return new Mount.Refused();
    }
  }

  UploadPosition begin() {
    var request = Request.of("POST", session.uri("blobs/uploads/"));
    try (var response = session.send(request, Set.of(202))) {
      return UploadPosition.opened(session, request, response);
    }
  }

  boolean isThere() {
    var request = Request.of("HEAD", session.uri("blobs/" + content.digest()));
    try (var response = session.send(request, Set.of(200, 404))) {
      return response.status() == 200;
    }
  }

  /// How far an upload of this process got, if it is still there and can be gone on with.
  Optional<UploadPosition> find(UploadPosition last) {
    var request = Request.of("GET", last.location());
    return session.attempt(request, STATUS) instanceof Session.Outcome.Answer(var response)
        ? found(request, response, last)
        : Optional.empty();
  }

  /// How far an upload got that another process began. What was remembered of it may be anything:
  /// only the registry itself is asked, and one that knows nothing of it is not in the wrong.
  Optional<UploadPosition> find(UploadJournal.UploadSession remembered) {
    if (!session.isOwn(remembered.location())) {
      return Optional.empty();
    }
    var last = new UploadPosition(remembered.location(), 0, remembered.smallest());
    var request = Request.of("GET", remembered.location());
    try {
      return found(request, session.send(request, STATUS), last);
    } catch (RegistryException.Denied
        | RegistryException.NotFound
        | RegistryException.Malformed
        | RegistryException.Refused e) {
      return Optional.empty();
    }
  }

  private Optional<UploadPosition> found(Request request, Response response, UploadPosition last) {
    try (response) {
      var arrived =
          UploadPosition.arrived(response).filter(count -> count > 0 && count <= content.size());
      if (arrived.isEmpty()) {
        cancel(last.location());
        return Optional.empty();
      }
      return Optional.of(
          response.headers().find("Location").isPresent()
              ? last.moved(session, request, response, arrived.get())
              : new UploadPosition(last.location(), arrived.get(), last.smallest()));
    }
  }

  /// Tells the registry that no more is to come; that it does not listen does not matter.
  void cancel(URI location) {
    if (session.attempt(Request.of("DELETE", location), STATUS)
        instanceof Session.Outcome.Answer(var response)) {
      response.close();
    }
  }
}
