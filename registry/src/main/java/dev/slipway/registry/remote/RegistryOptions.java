package dev.slipway.registry.remote;

import dev.slipway.registry.auth.Credentials;
import dev.slipway.registry.transport.Loopback;
import dev.slipway.registry.transport.TransportOptions;
import java.util.Optional;
import java.util.Set;

/// How a client reaches registries, and who it is to them.
///
/// @param transport how it reaches servers
/// @param pull who it is when it reads
/// @param push who it is when it writes
/// @param plain registries (host and port) that speak http though they are not on this machine;
///     a registry that turns out to speak https is asked by https
/// @param retry how often and how soon something is tried again
/// @param journal where large uploads are remembered for the next process, if anywhere
public record RegistryOptions(
    TransportOptions transport,
    Credentials pull,
    Credentials push,
    Set<String> plain,
    Retry retry,
    Optional<UploadJournal> journal) {
  /// Nobody in particular; https, but for registries on this machine that do not speak it.
  public static final RegistryOptions DEFAULT =
      new RegistryOptions(
          TransportOptions.DEFAULT,
          Credentials.NONE,
          Credentials.NONE,
          Set.of(),
          Retry.DEFAULT,
          Optional.empty());

  /// Copies.
  public RegistryOptions {
    plain = Set.copyOf(plain);
  }

  /// The same, reaching servers otherwise.
  public RegistryOptions withTransport(TransportOptions newTransport) {
    return new RegistryOptions(newTransport, pull, push, plain, retry, journal);
  }

  /// The same, with these credentials for reading and for writing.
  public RegistryOptions withCredentials(Credentials credentials) {
    return withCredentials(credentials, credentials);
  }

  /// The same, with other credentials for reading than for writing.
  public RegistryOptions withCredentials(Credentials forPull, Credentials forPush) {
    return new RegistryOptions(transport, forPull, forPush, plain, retry, journal);
  }

  /// The same, with other registries that speak http.
  public RegistryOptions withPlain(Set<String> registries) {
    return new RegistryOptions(transport, pull, push, registries, retry, journal);
  }

  /// The same, trying again otherwise.
  public RegistryOptions withRetry(Retry newRetry) {
    return new RegistryOptions(transport, pull, push, plain, newRetry, journal);
  }

  /// The same, remembering large uploads in `newJournal`.
  public RegistryOptions withJournal(UploadJournal newJournal) {
    return new RegistryOptions(transport, pull, push, plain, retry, Optional.of(newJournal));
  }

  Credentials credentials(Access access) {
    return switch (access) {
      case PULL -> pull;
      case PUSH, DELETE -> push;
    };
  }

  /// `http` for this machine and where it was said, `https` elsewhere.
  String scheme(String registry) {
    return plain.contains(registry) || Loopback.isLoopback(host(registry)) ? "http" : "https";
  }

  private static String host(String registry) {
    int colon = registry.lastIndexOf(':');
    return colon > registry.lastIndexOf(']') ? registry.substring(0, colon) : registry;
  }
}
