package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// What a [Lexer] has read so far: the whole, and the same split into words.
final class LexedText {
  private final StringBuilder whole = new StringBuilder();
  private final StringBuilder word = new StringBuilder();
  private final List<String> words = new ArrayList<>();

  /// Adds what no blank splits: quoted or escaped text.
  void addWhole(String text) {
    whole.append(text);
    word.append(text);
  }

  /// Adds text in which blanks end words.
  void addSplitting(String text) {
    whole.append(text);
    int begin = 0;
    // No blank is made of two chars.
    for (int i = 0; i < text.length(); i++) {
      if (Blanks.isSpace(text.charAt(i))) {
        word.append(text, begin, i);
        endWord();
        begin = i + 1;
      }
    }
    word.append(text, begin, text.length());
  }

  String text() {
    return whole.toString();
  }

  List<String> words() {
    endWord();
    return words;
  }

  private void endWord() {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
