package dev.slipway.dockerfile.pattern;

import dev.slipway.dockerfile.DockerfileException.BadPattern;
import java.util.ArrayList;

/// Reads the text of a pattern character by character.
final class PatternText {
  private final String text;
  private int next;

  PatternText(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return next == text.length();
  }

  boolean isAt(String expected) {
    return text.startsWith(expected, next);
  }

  boolean take(String expected) {
    boolean there = isAt(expected);
    next += there ? expected.length() : 0;
    return there;
  }

  /// What the next character, or the set that it opens, takes of a name.
  Step step() {
    int point = take();
    return switch (point) {
      case '*' -> new Step.Some();
      case '?' -> new Step.Any();
      case '[' -> set();
      case '\\' -> new Step.One(escaped());
      default -> new Step.One(point);
    };
  }

  private int take() {
    int point = text.codePointAt(next);
    next += Character.charCount(point);
    return point;
  }

  /// The character after a backslash.
  private int escaped() {
    if (atEnd()) {
      throw bad();
    }
    return take();
  }

  /// The rest of `[…]`, whose first character was taken.
  private Step.OneOf set() {
    boolean negated = take("^");
    var ranges = new ArrayList<Step.Range>();
    while (ranges.isEmpty() || !take("]")) {
      int first = inSet();
      int last = take("-") ? inSet() : first;
      ranges.add(new Step.Range(first, last));
      if (atEnd()) {
        throw bad();
      }
    }
    return new Step.OneOf(ranges, negated);
  }

  private int inSet() {
    if (atEnd() || text.charAt(next) == '-' || text.charAt(next) == ']') {
      throw bad();
    }
    int point = take();
    return point == '\\' ? escaped() : point;
  }

  private BadPattern bad() {
    return new BadPattern(text, "syntax error in pattern");
  }
}
