package dev.slipway.registry.transport;

import java.util.Locale;

/// Tells the names of this very machine, to which plain http is good enough.
public final class Loopback {
  private Loopback() {}

  /// Whether `host` is `localhost`, below it, in 127.0.0.0/8 or `::1`. No name is looked up.
  public static boolean isLoopback(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.equals("::1")
        || isIn127(name);
  }

  private static boolean isIn127(String name) {
    var parts = name.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (var part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')
          || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
