package dev.slipway.builder.remote;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.checkout.GitCheckouts;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitRevision;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Files of git repositories: pinned to a commit, and kept in the store as a layer.
///
/// @param checkouts asks and fetches
/// @param listener hears what came of it
record Repositories(GitCheckouts checkouts, BuildListener listener) {

  /// The commit that `reference` means now.
  PinnedSource.GitFiles pin(GitReference reference) {
    var revision = checkouts.resolve(reference);
    var note =
        revision.name().isEmpty() ? Optional.of("as it was named") : Optional.<String>empty();
    listener.heard(
        new BuildEvent.SourcePinned(reference.toString(), "commit " + revision.commit(), note));
    return new PinnedSource.GitFiles(revision);
  }

  /// When its commit was made.
  Instant time(GitRevision revision) {
    return checkouts.time(revision);
  }

  /// Its files.
  OpenTree tree(GitRevision revision) throws IOException {
    return OpenTree.of(checkouts.layer(revision), GitCheckouts.FILES);
  }
}
