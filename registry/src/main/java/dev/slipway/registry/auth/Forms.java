package dev.slipway.registry.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Parameters of a query or a form, in their order.
final class Forms {
  private final List<String> pairs = new ArrayList<>();

  Forms put(String name, String value) {
    pairs.add(encode(name) + "=" + encode(value));
    return this;
  }

  /// The form `a=1&b=2`.
  @Override
  public String toString() {
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
