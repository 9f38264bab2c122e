package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// One instruction's text with its continuation lines joined, and where each character came from.
final class LogicalLine {
  private final Source source;
  private final String text;
  private final List<Piece> pieces;
  private final int lastLine;
  private final boolean holdsEmptyLine;

  /// A stretch of one line of the source, which begins at `start` there and at `at` in the text.
  private record Piece(int at, Position start) {}

  private LogicalLine(
      Source source, String text, List<Piece> pieces, int lastLine, boolean holdsEmptyLine) {
    this.source = source;
    this.text = text;
    this.pieces = pieces;
    this.lastLine = lastLine;
    this.holdsEmptyLine = holdsEmptyLine;
  }

  /// A line that is not continued, and starts at `start` of the source.
  static LogicalLine whole(Source source, String text, Position start) {
    return new LogicalLine(source, text, List.of(new Piece(0, start)), start.line(), false);
  }

  /// A line under construction.
  static final class Joining {
    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private boolean holdsEmptyLine;

    /// Appends a stretch that starts at `start` of the source.
    void append(String stretch, Position start) {
      pieces.add(new Piece(text.length(), start));
      text.append(stretch);
    }

    /// Leaves out a line with nothing on it.
    void skipEmptyLine() {
      holdsEmptyLine = true;
    }

    /// All of it, with the number of its last line.
    LogicalLine joined(Source source, int lastLine) {
      return new LogicalLine(source, text.toString(), pieces, lastLine, holdsEmptyLine);
    }
  }

  Source source() {
    return source;
  }

  String text() {
    return text;
  }

  /// The number of its last line in the source.
  int lastLine() {
    return lastLine;
  }

  /// Whether a blank line stands among its continuation lines.
  boolean holdsEmptyLine() {
    return holdsEmptyLine;
  }

  int length() {
    return text.length();
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
    var piece = pieces.size() == 1 ? pieces.getFirst() : pieceAt(index);
    return piece.start().plus(index - piece.at());
  }

  /// The last piece that starts at or before `index`; those before it that do so are empty.
  private Piece pieceAt(int index) {
    int low = 0;
    int high = pieces.size();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).at() <= index) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return pieces.get(low);
  }
}
