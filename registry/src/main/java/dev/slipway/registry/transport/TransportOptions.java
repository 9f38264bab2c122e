package dev.slipway.registry.transport;

import java.time.Duration;
import java.util.List;

/// How a transport reaches servers.
///
/// @param connectTimeout how long a connection may take to be made
/// @param readTimeout how long a server may say nothing
/// @param proxies which proxy leads to which host
/// @param authorities certificates in PEM that are trusted besides those of Java
/// @param userAgent how the program calls itself
public record TransportOptions(
    Duration connectTimeout,
    Duration readTimeout,
    Proxies proxies,
    List<byte[]> authorities,
    String userAgent) {
  /// Ten seconds to connect, a minute of silence, no proxy, what Java trusts.
  public static final TransportOptions DEFAULT =
      new TransportOptions(
          Duration.ofSeconds(10), Duration.ofSeconds(60), Proxies.NONE, List.of(), "slipway");

  /// Copies.
  public TransportOptions {
    authorities = List.copyOf(authorities);
  }

  /// The same, with other proxies.
  public TransportOptions withProxies(Proxies newProxies) {
    return new TransportOptions(connectTimeout, readTimeout, newProxies, authorities, userAgent);
  }

  /// The same, trusting other certificates (PEM) besides those of Java.
  public TransportOptions withAuthorities(List<byte[]> newAuthorities) {
    return new TransportOptions(connectTimeout, readTimeout, proxies, newAuthorities, userAgent);
  }

  /// The same, with another limit of silence.
  public TransportOptions withReadTimeout(Duration newTimeout) {
    return new TransportOptions(connectTimeout, newTimeout, proxies, authorities, userAgent);
  }

  /// The same, calling itself otherwise.
  public TransportOptions withUserAgent(String newAgent) {
    return new TransportOptions(connectTimeout, readTimeout, proxies, authorities, newAgent);
  }
}
