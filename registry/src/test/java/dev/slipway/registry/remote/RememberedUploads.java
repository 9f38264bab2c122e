package dev.slipway.registry.remote;

import dev.slipway.image.Digest;
import dev.slipway.registry.Repository;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A journal with one entry, which a test fills and looks at.
final class RememberedUploads implements UploadJournal {
  final List<String> claims = new ArrayList<>();
  Optional<UploadSession> session = Optional.empty();
  boolean taken;

  static RememberedUploads of(String location) {
    var uploads = new RememberedUploads();
    uploads.session = Optional.of(new UploadSession(URI.create(location), 0));
    return uploads;
  }

  @Override
  public Optional<Entry> claim(Repository repository, Digest blob) {
    claims.add(repository + " " + blob);
    if (taken) {
      return Optional.empty();
    }
    taken = true;
    return Optional.of(
        new Entry() {
          @Override
          public Optional<UploadSession> find() {
            return session;
          }

          @Override
          public void remember(UploadSession next) {
            session = Optional.of(next);
          }

          @Override
          public void forget() {
            session = Optional.empty();
          }

          @Override
          public void close() {
            taken = false;
          }
        });
  }
}
