package dev.slipway.builder;

import java.nio.file.Path;

/// Who holds the keys that `--mount=type=ssh` lends to a step.
public sealed interface SshAgent {
  /// An agent that listens on a socket, such as the one `SSH_AUTH_SOCK` names.
  ///
  /// @param path the socket
  record Socket(Path path) implements SshAgent {}
}
