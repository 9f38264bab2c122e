package dev.slipway.cli;

import java.util.Optional;

/// Whoever sits at the terminal, to be asked.
public interface Prompt {
  /// Nobody: the program's input is a file, a pipe, or nothing.
  Prompt NOBODY =
      new Prompt() {
        @Override
        public boolean present() {
          return false;
        }

        @Override
        public Optional<String> line(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> secret(String question) {
          return Optional.empty();
        }
      };

  /// Whether somebody is there.
  boolean present();

  /// One line, as it was typed; nothing when the input ends instead.
  Optional<String> line(String question);

  /// One line that does not appear on the terminal while it is typed; nothing when the input ends.
  Optional<String> secret(String question);
}
