package dev.slipway.builder.plan;

import dev.slipway.dockerfile.QuotedText;
import java.util.List;
import java.util.stream.Collectors;

/// Texts as Go's formatting prints them, because that is what the history of an image holds.
final class GoText {
  private GoText() {}

  /// `["a" "b"]`, each item quoted.
  static String quoted(List<String> items) {
    return items.stream().map(QuotedText::of).collect(Collectors.joining(" ", "[", "]"));
  }

  /// `[a b]`.
  static String plain(List<String> items) {
    return String.join(" ", items).transform(text -> "[" + text + "]");
  }
}
