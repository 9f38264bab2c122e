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
    text.codePoints().forEach(this::addSplitting);
  }

  void addSplitting(int point) {
    whole.appendCodePoint(point);
    if (Blanks.isSpace(point)) {
      endWord();
    } else {
      word.appendCodePoint(point);
    }
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
