package dev.slipway.registry.serve;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A request as it reached a [Server], without its body.
///
/// @param method the verb, in capitals
/// @param path the path, percent-encoding undone
/// @param query the parameters in their order, percent-encoding undone
/// @param headers the headers, their names in lower case
public record Request(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers) {

  /// Copies the parameters and headers, and lowers the headers' names.
  public Request {
    query = Map.copyOf(query);
    var lowered = new TreeMap<String, List<String>>();
    headers.forEach(
        (name, values) -> lowered.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(lowered);
  }

  /// The first value of a header, whatever the case of its name.
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /// The first value of a parameter.
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /// All values of a parameter.
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /// Reads the form `a=1&b=2&a=3`, as queries and forms have it.
  ///
  /// @throws IllegalArgumentException when percent-encoding is broken
  static Map<String, List<String>> readForm(String text) {
    var form = new LinkedHashMap<String, List<String>>();
    for (var pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        form.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
      }
    }
    return form;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
