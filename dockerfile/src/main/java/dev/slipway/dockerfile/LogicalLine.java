package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// One instruction's text with its continuation lines joined, and where each character came from.
final class LogicalLine {
  private final Source source;
  private final String text;
  private final Position start;
  private final List<Piece> continued;
  private final int lastLine;
  private final boolean holdsEmptyLine;

  /// A continuation: what begins at `at` of the text, and at `start` of the source.
  private record Piece(int at, Position start) {}

  private LogicalLine(
      Source source,
      String text,
      Position start,
      List<Piece> continued,
      int lastLine,
      boolean holdsEmptyLine) {
    this.source = source;
    this.text = text;
    this.start = start;
    this.continued = continued;
    this.lastLine = lastLine;
    this.holdsEmptyLine = holdsEmptyLine;
  }

  /// A line that is not continued, and starts at `start` of the source.
  static LogicalLine whole(Source source, String text, Position start) {
    return new LogicalLine(source, text, start, List.of(), start.line(), false);
  }

  /// A line under construction.
  static final class Joining {
    private final StringBuilder text;
    private final Position start;
    private final List<Piece> continued = new ArrayList<>();
    private boolean holdsEmptyLine;

    /// The first stretch, which starts at `start` of the source.
    Joining(String stretch, Position start) {
      this.text = new StringBuilder(stretch);
      this.start = start;
    }

    /// Appends a stretch that starts at `start` of the source.
    void append(String stretch, Position start) {
      continued.add(new Piece(text.length(), start));
      text.append(stretch);
    }

    /// Leaves out a line with nothing on it.
    void skipEmptyLine() {
      holdsEmptyLine = true;
    }

    /// All of it, with the number of its last line.
    LogicalLine joined(Source source, int lastLine) {
      return new LogicalLine(source, text.toString(), start, continued, lastLine, holdsEmptyLine);
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
    return continued.isEmpty() || index < continued.getFirst().at()
        ? start.plus(index)
        : continuedPosition(index);
  }

  /// In the last piece that starts at or before `index`: one before it with the same start is
  // empty.
  private Position continuedPosition(int index) {
    int low = 0;
    int high = continued.size();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (continued.get(middle).at() <= index) {
        low = middle;
      } else {
        high = middle;
      }
    }
    var piece = continued.get(low);
    return piece.start().plus(index - piece.at());
  }
}
