package dev.slipway.cli.terminal;

/// How much room a terminal has, in cells.
///
/// @param columns how wide it is
/// @param rows how high it is
public record TerminalSize(int columns, int rows) {
  /// What a terminal has that does not say how large it is.
  public static final TerminalSize USUAL = new TerminalSize(80, 24);

  private static final int FEWEST_COLUMNS = 10;
  private static final int FEWEST_ROWS = 4;

  /// Takes what is too small for anything as something small.
  public TerminalSize {
    columns = Math.max(columns, FEWEST_COLUMNS);
    rows = Math.max(rows, FEWEST_ROWS);
  }

  /// What `stty size` prints, rows first; the usual size for anything else, and for zeros, which
  /// a terminal says that does not know.
  public static TerminalSize parse(String text) {
    var words = text.strip().split(" ", -1);
    if (words.length != 2) {
      return USUAL;
    }
    try {
      int rows = Integer.parseInt(words[0]);
      int columns = Integer.parseInt(words[1]);
      return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : USUAL;
    } catch (NumberFormatException e) {
      return USUAL;
    }
  }
}
