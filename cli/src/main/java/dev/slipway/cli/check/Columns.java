package dev.slipway.cli.check;

import java.util.List;

/// Lines of words under each other, as Go's tabwriter sets them.
final class Columns {
  private Columns() {}

  /// Each row on a line. All but the last word of a row are filled up to the widest of their column
  /// and `gap` blanks more.
  static String of(int gap, List<List<String>> rows) {
    var text = new StringBuilder();
    for (var row : rows) {
      for (int column = 0; column < row.size() - 1; column++) {
        var word = row.get(column);
        text.append(word).append(" ".repeat(width(rows, column) + gap - length(word)));
      }
      text.append(row.getLast()).append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String word) {
    return word.codePointCount(0, word.length());
  }
}
