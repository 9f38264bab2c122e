package dev.slipway.dockerfile;

/// A stretch of a [Source], from `start` up to but not including `end`.
public record Span(Position start, Position end) {

  /// Refuses a stretch that ends before it starts.
  public Span {
    if (end.compareTo(start) < 0) {
      throw new IllegalArgumentException("%s comes before %s".formatted(end, start));
    }
  }

  /// The whole of this and `last`, and what lies between them.
  public Span to(Span last) {
    return new Span(start, last.end.compareTo(end) > 0 ? last.end : end);
  }

  /// The first line of the stretch, counted from 1.
  public int firstLine() {
    return start.line();
  }

  /// The last line that holds a character of the stretch, counted from 1.
  public int lastLine() {
    return end.line();
  }

  @Override
  public String toString() {
    return start + "-" + end;
  }
}
