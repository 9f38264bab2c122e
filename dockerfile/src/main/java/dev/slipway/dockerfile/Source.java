package dev.slipway.dockerfile;

import java.util.Arrays;

/// The text of one file, with a name to show to people.
///
/// A byte order mark at the start is not part of the text.
public final class Source {
  private final String name;
  private final String text;
  private final int[] lineStarts;

  private Source(String name, String text) {
    this.name = name;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.lineStarts = lineStarts(this.text);
  }

  /// The file called `name` (as the user typed it, or `<inline>`) with this text.
  public static Source of(String name, String text) {
    return new Source(name, text);
  }

  /// The file called `name` with these bytes, which may hold any bytes (see [SourceText]).
  public static Source of(String name, byte[] bytes) {
    return new Source(name, SourceText.decode(bytes));
  }

  /// What to call this file in a message.
  public String name() {
    return name;
  }

  /// All of the text.
  public String text() {
    return text;
  }

  /// How many lines there are; an empty text has one, and so has the end after a last newline.
  public int lineCount() {
    return lineStarts.length;
  }

  /// Line `number` (from 1) without its line end.
  public String line(int number) {
    int start = lineStarts[number - 1];
    int end = number < lineStarts.length ? lineStarts[number] - 1 : text.length();
    while (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return text.substring(start, end);
  }

  /// Where the character at `offset` of the text stands.
  public Position position(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, offset - lineStarts[line] + 1);
  }

  /// The stretch between two offsets of the text.
  public Span span(int start, int end) {
    return new Span(position(start), position(end));
  }

  @Override
  public String toString() {
    return name;
  }

  private static int[] lineStarts(String text) {
    int count = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      count++;
    }
    var starts = new int[count];
    int next = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      starts[next++] = at + 1;
    }
    return starts;
  }
}
