package dev.slipway.dockerfile.pattern;

import java.util.List;

/// One step of a [Program]: what it takes from the path.
sealed interface Step {

  /// Exactly this character.
  record One(int point) implements Step {}

  /// One character, but no `/`.
  record Any() implements Step {}

  /// One of some characters, or with `negated` any other; may be a `/`.
  record OneOf(List<Range> ranges, boolean negated) implements Step {
    public OneOf {
      ranges = List.copyOf(ranges);
    }

    boolean holds(int point) {
      return negated != ranges.stream().anyMatch(range -> range.holds(point));
    }
  }

  /// From one character to another, both included.
  record Range(int first, int last) {
    boolean holds(int point) {
      return first <= point && point <= last;
    }
  }

  /// Any number of characters, none a `/`.
  record Some() implements Step {}

  /// Nothing, or any number of whole components with the `/` after each.
  record Folders() implements Step {}

  /// Everything to the end.
  record Rest() implements Step {}
}
