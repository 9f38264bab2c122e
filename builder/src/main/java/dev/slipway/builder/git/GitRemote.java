package dev.slipway.builder.git;

import java.util.Optional;

/// Where a repository is.
///
/// @param protocol how it is spoken to
/// @param host the server, with its port when one was written; empty for a folder of this machine
/// @param address the whole address as the `git` program takes it, without a password
/// @param login what stood before the `@` of an `http` or `https` address
public record GitRemote(Protocol protocol, String host, String address, Optional<GitLogin> login) {

  /// How a repository is spoken to.
  public enum Protocol {
    /// Encrypted, with a password or a token where one is needed.
    HTTPS("https"),
    /// The same without encryption.
    HTTP("http"),
    /// Encrypted, with keys.
    SSH("ssh"),
    /// Without encryption and without a login.
    GIT("git"),
    /// A folder of this machine.
    FILE("file");

    private final String scheme;

    Protocol(String scheme) {
      this.scheme = scheme;
    }

    /// What an address of this kind begins with, before `://`.
    public String scheme() {
      return scheme;
    }
  }

  /// The repository at `address`, whatever its path ends in; nothing when it is no address.
  public static Optional<GitRemote> find(String address) {
    return GitReferenceText.readRemote(address);
  }

  /// The last name in the address, without `.git`.
  public String shortName() {
    var end = address.endsWith(".git") ? address.length() - ".git".length() : address.length();
    int start = Math.max(address.lastIndexOf('/', end - 1), address.lastIndexOf(':', end - 1));
    return address.substring(start + 1, end);
  }

  /// For people, and for history: the address; of a password no trace.
  @Override
  public String toString() {
    return address;
  }
}
