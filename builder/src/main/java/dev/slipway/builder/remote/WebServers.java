package dev.slipway.builder.remote;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.store.Reason;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.auth.AddressGuard;
import dev.slipway.registry.remote.Retry;
import dev.slipway.registry.transport.Headers;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks web servers for files: says who one is, follows redirects, and tries again what may work
/// later.
///
/// @param transport the connections
/// @param retry how often and how soon something is tried again
/// @param runs its secrets `HTTP_AUTH_HEADER_host` and `HTTP_AUTH_TOKEN_host` say who one is
record WebServers(HttpTransport transport, Retry retry, RunSettings runs) {
  private static final int MOST_REDIRECTS = 10;
  private static final int MOST_SECRET = 64 * 1024;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> LATER = Set.of(408, 429, 500, 502, 503, 504);

  /// Asks for what is at `address` until there is an answer with a status of `accepted`.
  ///
  /// @throws RegistryException when there is none
  Response get(WebAddress address, Headers fields, Set<Integer> accepted) {
    var action = "GET " + address;
    for (int attempt = 1; ; attempt++) {
      RegistryException failure;
      Optional<Duration> delay = Optional.empty();
      try {
        var response = follow(action, address, fields);
        if (accepted.contains(response.status())) {
          return response;
        }
        try (response) {
          failure = failure(action, address, response);
          delay = Retry.after(response.headers().find("Retry-After"), Instant.now());
          if (!LATER.contains(response.status())) {
            throw failure;
          }
        }
      } catch (ProtocolException e) {
        throw new RegistryException.Malformed("%s: %s".formatted(action, e.getMessage()), e);
      } catch (IOException e) {
        failure = unreachable(action, e);
        if (e instanceof UnknownHostException
            || e instanceof TlsException
            || e instanceof ProxyException) {
          throw failure;
        }
      }
      if (!retry.allows(attempt, delay)) {
        throw attempt == 1 ? failure : failure.within("after %d attempts".formatted(attempt));
      }
      retry.pause(action, attempt, delay);
    }
  }

  private Response follow(String action, WebAddress address, Headers fields) throws IOException {
    var authorization = authorization(address);
    var uri = address.uri();
    for (int hops = 0; ; hops++) {
      var request = Request.of("GET", uri).with(fields);
      if (authorization.isPresent() && AddressGuard.isSameOrigin(address.uri(), uri)) {
        request = request.with("Authorization", authorization.get());
      }
      var response = transport.send(request);
      var location = response.headers().find("Location");
      if (!REDIRECTS.contains(response.status()) || location.isEmpty()) {
        return response;
      }
      try (response) {
        if (hops >= MOST_REDIRECTS) {
          throw new RegistryException.Malformed(
              "%s: more than %d redirects".formatted(action, MOST_REDIRECTS));
        }
        uri = next(action, uri, location.get());
      }
    }
  }

  private static URI next(String action, URI from, String location) {
    URI to;
    try {
      to = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw new RegistryException.Malformed(action + ": it redirects to what is no address");
    }
    AddressGuard.check(action, from, to);
    return to;
  }

  // The names are BuildKit's; a token comes before a header, and both before what the address says.
  private Optional<String> authorization(WebAddress address) {
    var host = address.uri().getHost();
    return secret("HTTP_AUTH_TOKEN_" + host)
        .map(token -> "Bearer " + token)
        .or(() -> secret("HTTP_AUTH_HEADER_" + host))
        .or(() -> address.login().map(WebServers::basic));
  }

  private static String basic(WebAddress.Login login) {
    var text = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> secret(String id) {
    var source = runs.secrets().get(id);
    if (source == null) {
      return Optional.empty();
    }
    var bytes =
        switch (source) {
          case SecretSource.Value value -> value.bytes().toArray();
          case SecretSource.File(var path) -> {
            try (var file = Files.newInputStream(path)) {
              yield file.readNBytes(MOST_SECRET);
            } catch (IOException e) {
              throw new BuildException.MachineFailed(
                  "cannot read the secret %s from '%s': %s".formatted(id, path, Reason.of(e)), e);
            }
          }
        };
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
  }

  private RegistryException failure(String action, WebAddress address, Response response) {
    int status = response.status();
    var message = "%s: status %d".formatted(action, status);
    return switch (status) {
      case 401, 403 ->
          new RegistryException.Denied(
              "%s. If it wants to know who you are: --secret id=HTTP_AUTH_TOKEN_%s,env=NAME gives a token"
                  .formatted(message, address.uri().getHost()));
      case 404, 410 ->
          new RegistryException.NotFound(message + ", there is no such file. Check the address");
      default ->
          LATER.contains(status)
              ? new RegistryException.Unreachable(message)
              : new RegistryException.Refused(message, status, List.of());
    };
  }

  static RegistryException unreachable(String action, IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      return new RegistryException.Cancelled(action + ": interrupted", e);
    }
    return new RegistryException.Unreachable("%s: %s".formatted(action, reason(e)), e);
  }

  static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "there is no host '%s'".formatted(e.getMessage());
    }
    return e.getMessage() == null || e.getMessage().isEmpty()
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }
}
