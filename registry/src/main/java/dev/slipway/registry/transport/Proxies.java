package dev.slipway.registry.transport;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which proxy leads to which host.
///
/// @param http the proxy for `http` addresses
/// @param https the proxy for `https` addresses
/// @param direct the hosts that need none: names, `.suffixes`, `*`, each perhaps with a port, and
///     networks such as `10.0.0.0/8`
public record Proxies(Optional<URI> http, Optional<URI> https, List<String> direct) {
  /// No proxy for anybody.
  public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

  /// Copies.
  public Proxies {
    direct = List.copyOf(direct);
  }

  /// Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (or in lower case) out of an environment.
  ///
  /// @throws IllegalArgumentException when a proxy is not an `http` address
  public static Proxies of(Map<String, String> environment) {
    var noProxy = value(environment, "NO_PROXY").orElse("");
    return new Proxies(
        value(environment, "HTTP_PROXY").map(text -> proxy("HTTP_PROXY", text)),
        value(environment, "HTTPS_PROXY").map(text -> proxy("HTTPS_PROXY", text)),
        Stream.of(noProxy.split(",", -1))
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .filter(text -> !text.isEmpty())
            .toList());
  }

  /// The proxy that leads to `uri`, if one is needed. Loopback addresses never need one.
  public Optional<URI> find(URI uri) {
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    if (Loopback.isLoopback(host) || direct.stream().anyMatch(entry -> covers(entry, uri, host))) {
      return Optional.empty();
    }
    return uri.getScheme().equals("https") ? https : http;
  }

  /// How many there are: their addresses may hold passwords.
  @Override
  public String toString() {
    return "Proxies[http=%s, https=%s, direct=%s]"
        .formatted(http.isPresent(), https.isPresent(), direct);
  }

  private static boolean covers(String entry, URI uri, String host) {
    if (entry.equals("*")) {
      return true;
    }
    var name = entry;
    int colon = entry.lastIndexOf(':');
    if (colon > 0 && entry.indexOf(':') == colon) {
      if (!entry.substring(colon + 1).equals(String.valueOf(Addresses.port(uri)))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    if (name.indexOf('/') > 0) {
      return isWithin(name, Addresses.host(uri));
    }
    name = name.startsWith("*.") ? name.substring(1) : name;
    return name.startsWith(".")
        ? host.endsWith(name)
        : host.equals(name) || host.endsWith("." + name) || host.equals("[" + name + "]");
  }

  /// Whether an address lies within a network such as `10.0.0.0/8` or `fd00::/8`. A name does not:
  /// nobody is asked for its address.
  private static boolean isWithin(String network, String host) {
    int slash = network.indexOf('/');
    try {
      var base = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
      var address = InetAddress.ofLiteral(host).getAddress();
      int bits = Integer.parseInt(network.substring(slash + 1));
      if (base.length != address.length || bits < 0 || bits > 8 * base.length) {
        return false;
      }
      int rest = 8 * base.length - bits;
      return new BigInteger(1, base)
          .shiftRight(rest)
          .equals(new BigInteger(1, address).shiftRight(rest));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Stream.of(name, name.toLowerCase(Locale.ROOT))
        .flatMap(key -> Stream.ofNullable(environment.get(key)))
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  private static URI proxy(String name, String text) {
    try {
      var uri = URI.create(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below, without the text: it may hold a password
    }
    throw new IllegalArgumentException(
        name + " is not an address such as http://proxy:3128, and there are no other proxies here");
  }
}
