package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Digest;
import dev.slipway.registry.Repository;
import dev.slipway.registry.remote.UploadJournal;
import java.util.Optional;

/// Remembers large uploads in the local store, which is opened for the first of them. Where no
/// store can be opened, nothing is remembered: an image in a folder can be pushed without one.
final class StoredUploads implements UploadJournal, AutoCloseable {
  private final Surroundings surroundings;
  private final BuildListener listener;
  private Optional<Store> store = Optional.empty();
  private boolean isOpened;

  StoredUploads(Surroundings surroundings, BuildListener listener) {
    this.surroundings = surroundings;
    this.listener = listener;
  }

  @Override
  public Optional<Entry> claim(Repository repository, Digest blob) {
    return store().flatMap(opened -> opened.uploads().claim(repository, blob));
  }

  private synchronized Optional<Store> store() {
    if (!isOpened) {
      isOpened = true;
      try {
        store = Optional.of(Store.open(Homes.store(surroundings), listener));
      } catch (BuildException | CommandException e) {
        store = Optional.empty();
      }
    }
    return store;
  }

  @Override
  public synchronized void close() {
    store.ifPresent(Store::close);
  }
}
