package dev.slipway.builder.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The build arguments that name proxies: a RUN sees them without any ARG, and they count neither
/// for the cache nor for the history.
final class Proxies {
  private static final List<String> NAMES =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

  private Proxies() {}

  static boolean isProxy(String name) {
    return NAMES.contains(name.toUpperCase(Locale.ROOT));
  }

  /// The proxies among `arguments`, each in both letter cases.
  static Map<String, String> of(Map<String, String> arguments) {
    var proxies = new LinkedHashMap<String, String>();
    for (var name : NAMES) {
      var lower = name.toLowerCase(Locale.ROOT);
      var value = arguments.getOrDefault(name, arguments.get(lower));
      if (value != null) {
        proxies.put(name, value);
        proxies.put(lower, value);
      }
    }
    return proxies;
  }
}
