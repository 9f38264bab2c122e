package dev.slipway.registry.auth;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Addresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/// Decides whether an address that a server named may be asked.
///
/// A server can name any address: as the target of a redirect, as a token service, as the place for
/// an upload. One that is itself on the public network must not lead to what only this machine can
/// reach; and nothing leads from https to http.
public final class AddressGuard {
  private AddressGuard() {}

  /// Checks an address that was named by `from`.
  ///
  /// @param action what is being tried; messages begin with it
  /// @throws RegistryException.Malformed when it may not be asked
  public static void check(String action, URI from, URI to) {
    var scheme = to.getScheme();
    if (to.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw refused(action, from, to, "it is not an http or https address");
    }
    if (to.getRawUserInfo() != null) {
      throw refused(action, from, to, "it carries a user");
    }
    if (from.getScheme().equals("https") && scheme.equals("http")) {
      throw refused(action, from, to, "it would go from https to http");
    }
    if (isSameHost(from, to)) {
      return;
    }
    if (leadsTo(to, AddressGuard::isNear) && !leadsTo(from, AddressGuard::isNear)) {
      throw refused(action, from, to, "it leads from the public network to a private address");
    }
    if (leadsTo(to, InetAddress::isLinkLocalAddress)) {
      throw refused(
          action, from, to, "it leads to a link-local address, where clouds keep secrets");
    }
  }

  /// Whether scheme, host and port are the same: only then may a credential go along.
  public static boolean isSameOrigin(URI one, URI other) {
    return Addresses.origin(one).equals(Addresses.origin(other));
  }

  private static boolean isSameHost(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost());
  }

  private static boolean leadsTo(URI uri, Predicate<InetAddress> kind) {
    try {
      for (var address : InetAddress.getAllByName(Addresses.host(uri))) {
        if (kind.test(address)) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      // a proxy may know it; if there is none, connecting will say so
      return false;
    }
  }

  private static boolean isNear(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || isUniqueLocal(address.getAddress())
        || isShared(address.getAddress());
  }

  /// fc00::/7
  private static boolean isUniqueLocal(byte[] address) {
    return address.length == 16 && (address[0] & 0xfe) == 0xfc;
  }

  /// 100.64.0.0/10 and 0.0.0.0/8
  private static boolean isShared(byte[] address) {
    return address.length == 4
        && (address[0] == 0 || (address[0] == 100 && (address[1] & 0xc0) == 64));
  }

  private static RegistryException refused(String action, URI from, URI to, String why) {
    return new RegistryException.Malformed(
        "%s: %s points to %s://%s, which is not followed: %s"
            .formatted(action, from.getHost(), to.getScheme(), to.getHost(), why));
  }
}
