package dev.slipway.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The size of this process's terminal, asked again as long as somebody looks: people drag windows.
///
/// Java cannot ask a terminal itself without costing a start more than the program `stty` does, and
/// another thread waits for that one.
public final class Sizing implements Supplier<TerminalSize> {
  private static final File TERMINAL = new File("/dev/tty");
  private static final long EVERY_NANOSECONDS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_SECONDS = 2;

  private volatile TerminalSize size = TerminalSize.USUAL;
  private long asked;
  private boolean everAsked;

  /// The size of a moment ago.
  @Override
  public TerminalSize get() {
    long now = System.nanoTime();
    if (!everAsked) {
      // The first picture waits for it; a wrong one would have to be painted over.
      everAsked = true;
      asked = now;
      ask();
    } else if (now - asked > EVERY_NANOSECONDS) {
      asked = now;
      Thread.ofPlatform().daemon().name("terminal size").start(this::ask);
    }
    return size;
  }

  private void ask() {
    try {
      var stty = new ProcessBuilder("stty", "size").redirectInput(TERMINAL).start();
      stty.getErrorStream().close();
      var answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0) {
        size = TerminalSize.parse(answer);
      }
    } catch (IOException e) {
      // There is no stty, or no terminal of this process: the last size must do.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
