package dev.slipway.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/// Asks on the terminal of this process. Questions go to standard error: standard output is for
/// results.
///
/// @param err standard error
record ConsolePrompt(PrintStream err) implements Prompt {
  @Override
  public boolean present() {
    return console().isPresent();
  }

  @SuppressWarnings("SystemConsoleNull") // not in Java 22 to 24, but in 25 it is again
  private static Optional<Console> console() {
    var console = System.console();
    return console == null || !console.isTerminal() ? Optional.empty() : Optional.of(console);
  }

  @Override
  public Optional<String> line(String question) {
    var console = console();
    if (console.isEmpty()) {
      return Optional.empty();
    }
    ask(question);
    var line = console.get().readLine();
    return line == null ? Optional.empty() : Optional.of(line);
  }

  @Override
  public Optional<String> secret(String question) {
    var console = console();
    if (console.isEmpty()) {
      return Optional.empty();
    }
    ask(question);
    var typed = console.get().readPassword();
    return typed == null ? Optional.empty() : Optional.of(new String(typed));
  }

  private void ask(String question) {
    err.print(question);
    err.flush();
  }
}
