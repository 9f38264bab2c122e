package dev.slipway.cli.terminal;

import java.util.List;

/// Lines as they stand on a terminal; none is wider than it.
///
/// @param lines from the top
record Picture(List<Line> lines) {
  /// Nothing at all.
  static final Picture EMPTY = new Picture(List.of());

  Picture {
    lines = List.copyOf(lines);
  }

  /// One line.
  ///
  /// @param text what it says
  /// @param tone how it looks, where there are colours
  record Line(String text, Tone tone) {}

  /// How a line looks, by what it tells.
  enum Tone {
    /// As any other text.
    PLAIN(""),
    /// Something is done.
    DONE("34"),
    /// Something failed.
    BAD("31"),
    /// Something did not come to its end.
    STOPPED("33"),
    /// What a command writes.
    FAINT("2");

    private final String code;

    Tone(String code) {
      this.code = code;
    }

    /// `text` as a terminal with colours is to be told.
    String paint(String text) {
      return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  }

  /// How many rows these lines take on a terminal of `columns`, which may be narrower than the one
  /// that they were made for: it breaks them then.
  int rows(int columns) {
    return lines.stream()
        .mapToInt(line -> Math.max(1, -Math.floorDiv(-Cells.width(line.text()), columns)))
        .sum();
  }
}
