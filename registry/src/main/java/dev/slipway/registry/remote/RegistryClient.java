package dev.slipway.registry.remote;

import dev.slipway.image.Reference;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.Credentials;
import dev.slipway.registry.auth.Scope;
import dev.slipway.registry.auth.Tokens;
import dev.slipway.registry.transport.HttpTransport;
import dev.slipway.registry.transport.Request;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Reaches any number of registries; keeps connections and tokens for them.
///
/// It may be used by many threads. Nothing is sent before a repository is asked for something.
public final class RegistryClient implements AutoCloseable {
  private static final String HUB_HOST = "registry-1.docker.io";

  private final RegistryOptions options;
  private final HttpTransport transport;
  private final Tokens tokens;
  private final Map<String, RegistryAddress> addresses = new ConcurrentHashMap<>();

  /// A client without connections.
  public RegistryClient(RegistryOptions options) {
    this.options = options;
    this.transport = new HttpTransport(options.transport());
    this.tokens = new Tokens(transport);
  }

  /// The repository of `reference`, for `access`; tag and digest do not matter.
  public RemoteRepository repository(Reference reference, Access access) {
    return repository(Repository.of(reference), access);
  }

  /// A repository, for `access`. Closing it closes nothing.
  public RemoteRepository repository(Repository repository, Access access) {
    return new RemoteRepository(
        session(repository, access, options.credentials(access)), options.journal());
  }

  /// The connections, for what is asked of servers that are no registries. It is closed with this.
  public HttpTransport transport() {
    return transport;
  }

  /// How often and how soon something is tried again.
  public Retry retry() {
    return options.retry();
  }

  /// Asks a registry whether it takes `credential`.
  ///
  /// @param registry host and port, as in a [Reference]
  /// @throws RegistryException.Denied when it does not
  /// @throws RegistryException.Malformed when it is no registry
  public void check(String registry, Credential credential) {
    // a repository that need not exist: what is asked for here is in none
    var nowhere = new Repository(registry, "slipway");
    var session = session(nowhere, Access.PULL, repository -> credential);
    try {
      session
          .send(Request.of("GET", address(registry).base().resolve("/v2/")), Set.of(200))
          .close();
    } catch (RegistryException.NotFound e) {
      throw new RegistryException.Malformed(
          "%s does not answer as a registry does: %s".formatted(registry, e.text()), e);
    }
  }

  private Session session(Repository repository, Access access, Credentials credentials) {
    return new Session(
        repository,
        address(repository.registry()),
        transport,
        once(() -> credentials.find(repository)),
        scope(repository, access),
        options.retry());
  }

  private static Scope scope(Repository repository, Access access) {
    return switch (access) {
      case PULL -> Scope.pull(repository.name());
      case PUSH -> Scope.push(repository.name());
      case DELETE -> Scope.delete(repository.name());
    };
  }

  private RegistryAddress address(String registry) {
    return addresses.computeIfAbsent(
        registry, name -> new RegistryAddress(base(name), transport, tokens));
  }

  private URI base(String registry) {
    var host = registry.equals(Reference.DOCKER_HUB) ? HUB_HOST : registry;
    try {
      return URI.create(options.scheme(registry) + "://" + host + "/");
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Malformed(
          "'%s' is not a registry's host and port".formatted(registry), e);
    }
  }

  /// Helpers are programs: they are asked when the registry asks, and once.
  private static Supplier<Credential> once(Supplier<Credential> source) {
    return new Supplier<>() {
      private Optional<Credential> found = Optional.empty();

      @Override
      public synchronized Credential get() {
        if (found.isEmpty()) {
          found = Optional.of(source.get());
        }
        return found.get();
      }
    };
  }

  @Override
  public void close() {
    transport.close();
  }
}
