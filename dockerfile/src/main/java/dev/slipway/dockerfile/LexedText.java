package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a [Lexer] has read so far: the whole, and where in it blanks end words.
final class LexedText {
  private static final int[] NOTHING = {};

  private final StringBuilder whole = new StringBuilder();

  // The beginnings and ends of the stretches that blanks split, two numbers each.
  private int[] splitting = NOTHING;
  private int marks;

  /// Adds what no blank splits: quoted or escaped text.
  void addWhole(String text) {
    whole.append(text);
  }

  /// Adds such text from `start` to `end` of `text`.
  void addWhole(String text, int start, int end) {
    whole.append(text, start, end);
  }

  /// Adds text in which blanks end words.
  void addSplitting(String text) {
    addSplitting(text, 0, text.length());
  }

  /// Adds such text from `start` to `end` of `text`.
  void addSplitting(String text, int start, int end) {
    int begin = whole.length();
    whole.append(text, start, end);
    if (marks > 0 && splitting[marks - 1] == begin) {
      splitting[marks - 1] = whole.length();
      return;
    }
    if (marks == splitting.length) {
      splitting = Arrays.copyOf(splitting, Math.max(4, 2 * marks));
    }
    splitting[marks++] = begin;
    splitting[marks++] = whole.length();
  }

  String text() {
    return whole.toString();
  }

  /// The words, of which none is empty.
  List<String> words() {
    var words = new ArrayList<String>();
    int start = 0;
    for (int mark = 0; mark < marks; mark += 2) {
      // No blank is made of two chars.
      for (int i = splitting[mark]; i < splitting[mark + 1]; i++) {
        if (Blanks.isSpace(whole.charAt(i))) {
          add(words, start, i);
          start = i + 1;
        }
      }
    }
    add(words, start, whole.length());
    return words;
  }

  private void add(List<String> words, int start, int end) {
    if (end > start) {
      words.add(whole.substring(start, end));
    }
  }
}
