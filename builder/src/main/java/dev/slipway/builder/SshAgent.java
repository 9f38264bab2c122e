package dev.slipway.builder;

import java.nio.file.Path;
import java.util.List;

/// Who holds the keys that `--mount=type=ssh` lends to a step.
///
/// A step can list the keys and have something signed; it cannot read them, add any or remove any.
public sealed interface SshAgent {
  /// An agent that listens on a socket, such as the one `SSH_AUTH_SOCK` names.
  ///
  /// @param path the socket
  record Socket(Path path) implements SshAgent {}

  /// Slipway itself, with keys of its own. They are read in this process, and never leave it; a
  /// file is read again for each step.
  ///
  /// @param keys private keys without a passphrase: Ed25519, RSA or ECDSA
  record Keys(List<SecretSource> keys) implements SshAgent {
    /// Copies the list.
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /// Something that listens on a socket and need not be an agent: whatever the step sends gets
  /// there, and back.
  ///
  /// @param path the socket
  record RawSocket(Path path) implements SshAgent {}
}
