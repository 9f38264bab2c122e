package dev.slipway.registry.serve;

import java.net.Inet6Address;

/// An address as people write it (RFC 5952): `::1`, where Java says `0:0:0:0:0:0:0:1`.
final class ShortAddress {
  private static final int GROUPS = 8;

  private ShortAddress() {}

  /// The address, with its zone where it has one.
  static String of(Inet6Address address) {
    var whole = address.getHostAddress();
    int zone = whole.indexOf('%');
    var groups = (zone < 0 ? whole : whole.substring(0, zone)).split(":", -1);
    int from = 0;
    int length = 0;
    for (int start = 0; start < GROUPS; start++) {
      int end = start;
      while (end < GROUPS && groups[end].equals("0")) {
        end++;
      }
      if (end - start > length) {
        from = start;
        length = end - start;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      // One zero alone is no shorter as two colons.
      if (length > 1 && i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(i == 0 || (length > 1 && i == from + length) ? "" : ":").append(groups[i]);
      }
    }
    return zone < 0 ? text.toString() : text.append(whole, zone, whole.length()).toString();
  }
}
