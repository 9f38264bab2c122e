package dev.slipway.registry.transport;

import java.time.Duration;

/// How a transport reaches servers.
///
/// @param connectTimeout how long a connection may take to be made, and as long a server may say
///     nothing before TLS is agreed on
/// @param readTimeout how long a server may say nothing
/// @param proxies which proxy leads to which host
/// @param authorities who is trusted to vouch for servers, besides those whom Java trusts
/// @param userAgent how the program calls itself
public record TransportOptions(
    Duration connectTimeout,
    Duration readTimeout,
    Proxies proxies,
    Authorities authorities,
    String userAgent) {
  /// Ten seconds to connect, a minute of silence, no proxy, what Java trusts.
  public static final TransportOptions DEFAULT =
      new TransportOptions(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Proxies.NONE,
          Authorities.NONE,
          "slipway");

  /// The same, with other proxies.
  public TransportOptions withProxies(Proxies newProxies) {
    return new TransportOptions(connectTimeout, readTimeout, newProxies, authorities, userAgent);
  }

  /// The same, with other authorities besides those whom Java trusts.
  public TransportOptions withAuthorities(Authorities newAuthorities) {
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
