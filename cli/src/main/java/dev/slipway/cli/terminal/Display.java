package dev.slipway.cli.terminal;

import java.io.PrintStream;
import java.util.function.Supplier;

/// Shows a board on a terminal until it is closed.
///
/// A thread of its own paints, ten times a second, so that telling the board something costs
/// nothing. When it is closed, every job stands there with its time and without its output, then
/// the warnings, then all that failed jobs wrote.
public final class Display implements AutoCloseable {
  private static final long EVERY_MILLISECONDS = 100;

  private final Board board;
  private final Easel easel;
  private final Supplier<TerminalSize> size;
  private final Thread painter;
  private volatile boolean closed;

  private Display(Board board, Easel easel, Supplier<TerminalSize> size) {
    this.board = board;
    this.easel = easel;
    this.size = size;
    this.painter = Thread.ofPlatform().daemon().name("display").unstarted(this::paintOn);
  }

  /// Begins to show `board` on `terminal` in colours.
  public static Display inColours(Board board, PrintStream terminal, Supplier<TerminalSize> size) {
    return started(new Display(board, new Easel(terminal, Easel.Palette.COLOURS), size));
  }

  /// Begins to show `board` on `terminal` without colours.
  public static Display withoutColours(
      Board board, PrintStream terminal, Supplier<TerminalSize> size) {
    return started(new Display(board, new Easel(terminal, Easel.Palette.NONE), size));
  }

  private static Display started(Display display) {
    display.painter.start();
    return display;
  }

  private void paintOn() {
    try {
      while (!closed) {
        Thread.sleep(EVERY_MILLISECONDS);
        if (!board.isEmpty() && !closed) {
          paint();
        }
      }
    } catch (InterruptedException e) {
      // It is closed, and the closing thread paints the rest.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void paint() {
    var room = size.get();
    easel.paint(board.picture(room, System.nanoTime()), room);
  }

  /// Paints the last picture, and says what is left to say. The second time does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    painter.interrupt();
    board.end(System.nanoTime());
    if (!board.isEmpty()) {
      paint();
    }
    easel.leave(board.epilogue());
  }
}
