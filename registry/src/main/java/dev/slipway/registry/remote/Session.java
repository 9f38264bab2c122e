package dev.slipway.registry.remote;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.AddressGuard;
import dev.slipway.registry.auth.Challenge;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.Scope;
import dev.slipway.registry.transport.HttpTransport;
import dev.slipway.registry.transport.ProtocolException;
import dev.slipway.registry.transport.ProxyException;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import dev.slipway.registry.transport.TlsException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Requests to one repository: says who one is, follows redirects, tries again, and turns what
/// comes back into an answer or an exception.
final class Session {
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> LATER = Set.of(408, 429, 500, 502, 503, 504);

  private final Repository repository;
  private final RegistryAddress address;
  private final HttpTransport transport;
  private final Supplier<Credential> credential;
  private final Scope scope;
  private final Retry retry;

  Session(
      Repository repository,
      RegistryAddress address,
      HttpTransport transport,
      Supplier<Credential> credential,
      Scope scope,
      Retry retry) {
    this.repository = repository;
    this.address = address;
    this.transport = transport;
    this.credential = credential;
    this.scope = scope;
    this.retry = retry;
  }

  Repository repository() {
    return repository;
  }

  Retry retry() {
    return retry;
  }

  /// The address of `path` in the repository.
  URI uri(String path) {
    return address.base().resolve("/v2/" + repository.name() + "/" + path);
  }

  /// Whether `uri` is an address of the registry itself, so that it may get the credential.
  boolean isOwn(URI uri) {
    return AddressGuard.isSameOrigin(address.base(), uri);
  }

  /// An address that the registry named in its answer to a request.
  URI named(String action, URI answered, String location) {
    var base = address.base();
    URI target;
    try {
      target = answered.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw new RegistryException.Malformed(action + ": the registry names what is no address");
    }
    // behind a proxy that speaks TLS for it a registry may not know that it is reached by https
    if (target.getHost() != null
        && "http".equals(target.getScheme())
        && base.getScheme().equals("https")
        && target.getRawAuthority().equals(base.getRawAuthority())) {
      target = URI.create("https" + target.toString().substring("http".length()));
    }
    AddressGuard.check(action, answered, target);
    return target;
  }

  /// Sends a request until there is an answer with a status of `accepted`.
  ///
  /// @throws RegistryException when there is none
  Response send(Request request, Set<Integer> accepted) {
    return send(request, accepted, List.of(scope));
  }

  /// As the other, but wanting more than the repository itself.
  Response send(Request request, Set<Integer> accepted, List<Scope> scopes) {
    for (int attempt = 1; ; attempt++) {
      var outcome = attempt(request, accepted, scopes);
      switch (outcome) {
        case Outcome.Answer(var response) -> {
          return response;
        }
        case Outcome.Final(var failure) -> throw failure;
        case Outcome.Later(var failure, var delay) -> {
          if (!retry.allows(attempt, delay)) {
            throw attempt == 1 ? failure : failure.within("after %d attempts".formatted(attempt));
          }
          retry.pause(request.toString(), attempt, delay);
        }
      }
    }
  }

  /// What one attempt came to.
  sealed interface Outcome {
    /// The answer that was wanted.
    record Answer(Response response) implements Outcome {}

    /// Trying again does not help.
    record Final(RegistryException failure) implements Outcome {}

    /// Trying again may help.
    record Later(RegistryException failure, Optional<Duration> delay) implements Outcome {}
  }

  /// Sends a request once; an answer that is not accepted is closed.
  Outcome attempt(Request request, Set<Integer> accepted) {
    return attempt(request, accepted, List.of(scope));
  }

  private Outcome attempt(Request wanted, Set<Integer> accepted, List<Scope> scopes) {
    try {
      var response = exchange(wanted, scopes);
      if (accepted.contains(response.status())) {
        return new Outcome.Answer(response);
      }
      try (response) {
        var failure = failure(address.current(wanted), response);
        return LATER.contains(response.status())
            ? new Outcome.Later(failure, delay(response))
            : new Outcome.Final(failure);
      }
    } catch (RegistryException.Unreachable e) {
      return new Outcome.Later(e, Optional.empty());
    } catch (ProtocolException e) {
      return new Outcome.Final(
          new RegistryException.Malformed(
              "%s: %s".formatted(address.current(wanted), e.getMessage()), e));
    } catch (IOException e) {
      return unreachable(address.current(wanted), e);
    }
  }

  private static Optional<Duration> delay(Response response) {
    return Retry.after(response.headers().find("Retry-After"), Instant.now());
  }

  private static Outcome unreachable(Request request, IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Final(new RegistryException.Cancelled(request + ": interrupted", e));
    }
    var failure =
        new RegistryException.Unreachable("%s: %s".formatted(request, reason(request, e)), e);
    return e instanceof UnknownHostException
            || e instanceof TlsException
            || e instanceof ProxyException
        ? new Outcome.Final(failure)
        : new Outcome.Later(failure, Optional.empty());
  }

  static String reason(Request request, IOException e) {
    return switch (e) {
      case UnknownHostException _ -> "there is no host '%s'".formatted(request.uri().getHost());
      case TlsException tls when tls.reason() == TlsException.Reason.NO_TLS ->
          "%s. If it is to be trusted without, name it as a registry of plain http (--plain-http %s)"
              .formatted(e.getMessage(), request.uri().getRawAuthority());
      default ->
          e.getMessage() == null || e.getMessage().isEmpty()
              ? e.getClass().getSimpleName()
              : e.getMessage();
    };
  }

  private Response exchange(Request wanted, List<Scope> scopes) throws IOException {
    var request = address.current(wanted);
    try {
      var response = ask(request, scopes);
      if (!address.turnsOutEncrypted(response)) {
        return response;
      }
      response.close();
    } catch (IOException e) {
      if (!address.turnsOutEncrypted(request, e)) {
        throw e;
      }
    }
    return ask(address.current(request), scopes);
  }

  private Response ask(Request request, List<Scope> scopes) throws IOException {
    var base = address.base();
    var authorizer = address.authorizer();
    boolean ours = AddressGuard.isSameOrigin(base, request.uri());
    // For many a registry there is a program to be asked, and many a registry wants to know
    // nothing.
    Supplier<Credential> who = ours ? credential : () -> Credential.ANONYMOUS;
    var authorization = ours ? authorizer.before(scopes, who) : Optional.<String>empty();
    var response = follow(request, authorization);
    if (response.status() != 401 || !isOwn(response.uri())) {
      return response;
    }
    boolean answered = false;
    try {
      var challenges = Challenge.parse(response.headers().all("WWW-Authenticate"));
      var better = authorizer.after(challenges, authorization, scopes, who);
      if (better.isPresent()) {
        answered = true;
        response.close();
        return follow(request, better);
      }
      answered = true;
      return response;
    } finally {
      if (!answered) {
        response.close();
      }
    }
  }

  /// Follows redirects by hand: only the registry itself gets the credential.
  private Response follow(Request request, Optional<String> authorization) throws IOException {
    var current = request;
    for (int hops = 0; ; hops++) {
      boolean ours = isOwn(current.uri());
      var sent =
          ours && authorization.isPresent()
              ? current.with("Authorization", authorization.get())
              : current;
      var response = transport.send(sent);
      var location = response.headers().find("Location");
      if (!REDIRECTS.contains(response.status()) || location.isEmpty()) {
        return response;
      }
      try (response) {
        var action = request.toString();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads && response.status() != 307 && response.status() != 308) {
          throw new RegistryException.Malformed(
              "%s: redirected with status %d, which would lose what is sent"
                  .formatted(action, response.status()));
        }
        if (hops >= MAX_REDIRECTS) {
          throw new RegistryException.Malformed(
              "%s: more than %d redirects".formatted(action, MAX_REDIRECTS));
        }
        current = current.at(named(action, current.uri(), location.get()));
      }
    }
  }

  /// What an answer means that was not wanted.
  private RegistryException failure(Request request, Response response) {
    var body = ErrorBody.read(response);
    int status = response.status();
    var message =
        "%s: status %d%s"
            .formatted(request, status, body.text().isEmpty() ? "" : " " + body.text());
    return switch (status) {
      case 401, 403 -> new RegistryException.Denied(message + advice(response));
      case 404 -> new RegistryException.NotFound(message);
      case 407 ->
          new RegistryException.Denied(
              message + ". The proxy wants a user and a password, as in http://USER:PASSWORD@HOST");
      case 408, 429, 500, 502, 503, 504 ->
          new RegistryException.Unreachable(
              delay(response)
                  .map(wait -> message + ". Try again in %d seconds".formatted(wait.toSeconds()))
                  .orElse(message));
      default ->
          status >= 400
              ? new RegistryException.Refused(message, status, body.codes())
              : new RegistryException.Malformed(message + ", which is not expected here");
    };
  }

  private String advice(Response response) {
    if (!isOwn(response.uri())) {
      return ". The server to which it redirects refuses";
    }
    return switch (credential.get()) {
      case Credential.Anonymous _ ->
          ". There are no credentials for %s: log in".formatted(repository.registry());
      case Credential.Password(var user, _) ->
          ". The credentials of '%s' are not good for this".formatted(user);
      case Credential.IdentityToken _, Credential.RegistryToken _ ->
          ". The token is not good for this";
    };
  }
}
