package dev.slipway.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Paints one picture over the other, at the lower end of a terminal.
///
/// Each is written at once, so that it does not flicker, and the cursor is seen whenever nothing is
/// written: a program that is killed leaves no terminal without one.
final class Easel {
  private static final String CONTROL = "\u001b[";
  private static final String HIDE_CURSOR = CONTROL + "?25l";
  private static final String SHOW_CURSOR = CONTROL + "?25h";
  private static final String CLEAR_LINE = CONTROL + "2K";
  private static final String CLEAR_BELOW = CONTROL + "J";

  /// Whether lines may have colours.
  enum Palette {
    COLOURS,
    NONE
  }

  private final PrintStream terminal;
  private final Palette palette;
  private Picture last = Picture.EMPTY;

  Easel(PrintStream terminal, Palette palette) {
    this.terminal = terminal;
    this.palette = palette;
  }

  /// Paints `picture` where the last one stands.
  void paint(Picture picture, TerminalSize size) {
    var text = new StringBuilder(HIDE_CURSOR);
    // What stood above the terminal's upper edge cannot be painted over any more.
    int rows = Math.min(last.rows(size.columns()), size.rows() - 1);
    if (rows > 0) {
      text.append('\r').append(CONTROL).append(rows).append('A');
    }
    for (var line : picture.lines()) {
      var words = palette == Palette.COLOURS ? line.tone().paint(line.text()) : line.text();
      text.append(CLEAR_LINE).append(words).append('\n');
    }
    // Last, because a terminal that is cleared from its first row on may keep what was there.
    write(text.append(CLEAR_BELOW).append(SHOW_CURSOR).toString());
    last = picture;
  }

  /// Leaves the last picture for good, and goes on below it.
  void leave(Iterable<String> lines) {
    last = Picture.EMPTY;
    lines.forEach(line -> write(line + "\n"));
  }

  private void write(String text) {
    terminal.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    terminal.flush();
  }
}
