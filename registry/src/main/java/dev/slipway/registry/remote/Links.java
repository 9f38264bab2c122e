package dev.slipway.registry.remote;

import java.util.Locale;
import java.util.Optional;

/// Reads `Link` fields. See RFC 8288.
final class Links {
  private Links() {}

  /// The target of the link with `rel="next"`, as it is written.
  static Optional<String> next(Optional<String> field) {
    return field.flatMap(Links::find);
  }

  private static Optional<String> find(String field) {
    int at = 0;
    while (true) {
      int open = field.indexOf('<', at);
      int close = field.indexOf('>', open + 1);
      if (open < 0 || close < 0) {
        return Optional.empty();
      }
      int end = field.indexOf('<', close);
      var parameters = field.substring(close + 1, end < 0 ? field.length() : end);
      var compact = parameters.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
      if (compact.contains(";rel=next")) {
        return Optional.of(field.substring(open + 1, close));
      }
      at = close + 1;
    }
  }
}
