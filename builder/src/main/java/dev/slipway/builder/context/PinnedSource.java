package dev.slipway.builder.context;

import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.git.GitRevision;
import dev.slipway.image.Digest;

/// Files that do not lie on this machine, with what they hold: the same for ever, whether they are
/// here already or not.
///
/// Printing one says no secret.
public sealed interface PinnedSource {
  /// What tells the content from any other; never the place where it is.
  String identity();

  /// A file of a web server.
  ///
  /// @param address where it is
  /// @param name what it is called
  /// @param content what it holds
  record WebFile(WebAddress address, String name, Digest content) implements PinnedSource {
    @Override
    public String identity() {
      return content.toString();
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /// Files of one commit of a git repository.
  ///
  /// @param revision the commit, and what of it is wanted
  record GitFiles(GitRevision revision) implements PinnedSource {
    @Override
    public String identity() {
      return revision.identity();
    }

    @Override
    public String toString() {
      return "the commit of " + revision;
    }
  }
}
