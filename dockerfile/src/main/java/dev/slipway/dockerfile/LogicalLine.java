package dev.slipway.dockerfile;

import java.util.Arrays;

/// One instruction's text with its continuation lines joined, and where each character came from.
final class LogicalLine {
  private final Source source;
  private final StringBuilder joined = new StringBuilder();
  private String text = "";
  private int[] joinedAt = new int[1];
  private Position[] takenFrom = new Position[1];
  private int pieces;

  LogicalLine(Source source) {
    this.source = source;
  }

  /// Appends the stretch `start` to `end` of the source.
  void append(int start, int end) {
    if (pieces == joinedAt.length) {
      joinedAt = Arrays.copyOf(joinedAt, pieces * 2);
      takenFrom = Arrays.copyOf(takenFrom, pieces * 2);
    }
    joinedAt[pieces] = joined.length();
    takenFrom[pieces] = source.position(start);
    pieces++;
    joined.append(source.text(), start, end);
  }

  /// Nothing more is appended.
  void close() {
    text = joined.toString();
    joinedAt = Arrays.copyOf(joinedAt, pieces);
  }

  Source source() {
    return source;
  }

  String text() {
    return text;
  }

  int length() {
    return text.length();
  }

  char charAt(int index) {
    return text.charAt(index);
  }

  /// The text between two places of this line, as it is, with its span in the source.
  Word word(int start, int end) {
    return new Word(text.substring(start, end), span(start, end));
  }

  Span span(int start, int end) {
    var first = position(start);
    return new Span(first, end > start ? position(end - 1).plus(1) : first);
  }

  private Position position(int index) {
    int found = Arrays.binarySearch(joinedAt, index);
    if (found < 0) {
      found = -found - 2;
    } else {
      // A piece may be empty: the last one that starts here holds the character.
      while (found + 1 < joinedAt.length && joinedAt[found + 1] == index) {
        found++;
      }
    }
    return takenFrom[found].plus(index - joinedAt[found]);
  }
}
