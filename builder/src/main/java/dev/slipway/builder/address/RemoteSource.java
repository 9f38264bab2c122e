package dev.slipway.builder.address;

import dev.slipway.builder.git.GitReference;
import dev.slipway.image.Digest;
import java.util.Optional;

/// Files that do not lie on this machine, as somebody named them: what it is today may be another
/// tomorrow.
///
/// Printing one says no secret.
public sealed interface RemoteSource {
  /// What `text` names, which stands where a folder could, too: nothing when it is no address.
  ///
  /// @throws IllegalArgumentException when it is an address that cannot be read, or one of a
  ///     repository that says what cannot be
  static Optional<RemoteSource> find(String text) {
    var git = GitReference.findContext(text);
    if (git.isPresent()) {
      return Optional.of(new Git(git.get()));
    }
    return WebAddress.isWeb(text)
        ? Optional.of(new Web(WebAddress.parse(text), Optional.empty()))
        : Optional.empty();
  }

  /// A file that a web server gives out.
  ///
  /// @param address where it is
  /// @param checksum what its content must have, when that was said
  record Web(WebAddress address, Optional<Digest> checksum) implements RemoteSource {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /// Files of a git repository.
  ///
  /// @param reference where it is, and what of it is wanted
  record Git(GitReference reference) implements RemoteSource {
    @Override
    public String toString() {
      return reference.toString();
    }
  }
}
