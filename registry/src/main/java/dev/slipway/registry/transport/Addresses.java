package dev.slipway.registry.transport;

import java.net.URI;
import java.util.Locale;

/// What an address says of the server behind it.
public final class Addresses {
  private Addresses() {}

  /// The port of `uri`, its scheme's own if it names none.
  public static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 80;
  }

  /// The host of `uri` as sockets and certificates know it: an IPv6 address without its brackets.
  public static String host(URI uri) {
    var host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// Scheme, host and port: what has to be the same for a connection to serve another request, and
  /// for a credential to go along with it.
  public static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port(uri);
  }
}
