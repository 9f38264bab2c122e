package dev.slipway.dockerfile;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A word after expansion.
///
/// `text` is the whole with its blanks; `words` the same split at blanks that were not quoted,
/// empty words left out. `used` names the variables that were looked up and set, `undefined` those
/// that were not, both in order of appearance; a variable with a default (`${v:-w}`) counts too.
public record Expanded(String text, List<String> words, Set<String> used, Set<String> undefined) {

  /// Copies the collections and keeps their order.
  public Expanded {
    words = List.copyOf(words);
    used = inOrder(used);
    undefined = inOrder(undefined);
  }

  // Most words use no variable, and most others one.
  private static Set<String> inOrder(Set<String> names) {
    return switch (names.size()) {
      case 0 -> Set.of();
      case 1 -> Set.of(names.iterator().next());
      default -> Collections.unmodifiableSet(new LinkedHashSet<>(names));
    };
  }
}
