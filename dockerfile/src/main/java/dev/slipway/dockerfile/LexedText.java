package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// What a [Lexer] has read so far: the whole, and the same split into words.
final class LexedText {
  private final StringBuilder whole = new StringBuilder();
  private final List<String> words = new ArrayList<>();
  private int wordStart;

  /// Adds what no blank splits: quoted or escaped text.
  void addWhole(String text) {
    whole.append(text);
  }

  /// Adds text in which blanks end words.
  void addSplitting(String text) {
    int begin = whole.length();
    whole.append(text);
    // No blank is made of two chars.
    for (int i = 0; i < text.length(); i++) {
      if (Blanks.isSpace(text.charAt(i))) {
        endWord(begin + i);
      }
    }
  }

  String text() {
    return whole.toString();
  }

  List<String> words() {
    endWord(whole.length());
    return words;
  }

  private void endWord(int end) {
    if (end > wordStart) {
      words.add(whole.substring(wordStart, end));
    }
    wordStart = end + 1;
  }
}
