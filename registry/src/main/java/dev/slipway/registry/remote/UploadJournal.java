package dev.slipway.registry.remote;

import dev.slipway.image.Digest;
import dev.slipway.registry.Repository;
import java.net.URI;
import java.util.Optional;

/// Remembers the large uploads that are under way, so that another process can go on with one whose
/// own process died.
///
/// Whoever gives one decides where it is kept. That should be where others cannot read: the address
/// of an upload may hold a secret. Nothing here throws, because an upload can do without it.
public interface UploadJournal {
  /// Takes the entry of one blob on its way into one repository into use; nothing when somebody
  /// else has it in use, in this process or another, or when nothing can be remembered.
  Optional<Entry> claim(Repository repository, Digest blob);

  /// What is remembered of one upload; nobody else uses it before it is closed.
  interface Entry extends AutoCloseable {
    /// What was remembered last. It is believed only as far as the registry confirms it.
    Optional<UploadSession> find();

    /// Replaces what is remembered.
    void remember(UploadSession session);

    /// Removes what is remembered: the upload is complete, or cannot be gone on with.
    void forget();

    /// Lets others use the entry; what is remembered stays.
    @Override
    void close();
  }

  /// An upload that a registry has opened.
  ///
  /// @param location where it takes the bytes that come next; the query may hold a secret
  /// @param smallest how many bytes every chunk but the last has to have at least
  record UploadSession(URI location, long smallest) {
    /// Checks the address.
    ///
    /// @throws IllegalArgumentException when it is not one of a web server, or names a user
    public UploadSession {
      var scheme = location.getScheme();
      if (location.getHost() == null
          || location.getRawUserInfo() != null
          || !("http".equals(scheme) || "https".equals(scheme))) {
        throw new IllegalArgumentException("an upload has an http or https address without a user");
      }
      if (smallest < 0) {
        throw new IllegalArgumentException("a chunk of %d bytes is none".formatted(smallest));
      }
    }

    /// Without the query.
    @Override
    public String toString() {
      return dev.slipway.registry.transport.Request.plain(location);
    }
  }
}
