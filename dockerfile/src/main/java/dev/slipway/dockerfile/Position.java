package dev.slipway.dockerfile;

/// A place in a [Source]: the line and the column, both counted from 1.
///
/// Columns count UTF-16 units, as editors and SARIF do.
public record Position(int line, int column) implements Comparable<Position> {

  /// Refuses places before the first character.
  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("there is no line %d, column %d".formatted(line, column));
    }
  }

  /// So many columns further on the same line.
  Position plus(int columns) {
    return new Position(line, column + columns);
  }

  @Override
  public int compareTo(Position other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
