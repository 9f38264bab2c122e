package dev.slipway.dockerfile;

import java.util.List;

/// What RUN, CMD, ENTRYPOINT or HEALTHCHECK runs. Never expanded by a builder.
public sealed interface Command {

  /// A text for the shell. `text` is empty when the instruction has no argument.
  ///
  /// RUN may have heredocs, in order of appearance. When the text is nothing but one `<<NAME`, the
  /// body is the script.
  record Shell(String text, List<Heredoc> heredocs) implements Command {
    /// Copies the heredocs.
    public Shell {
      heredocs = List.copyOf(heredocs);
    }
  }

  /// A program and its arguments, run without a shell.
  record Exec(List<String> arguments) implements Command {
    /// Copies the arguments.
    public Exec {
      arguments = List.copyOf(arguments);
    }
  }
}
