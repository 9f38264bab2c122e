package dev.slipway.registry;

import dev.slipway.image.Descriptor;

/// Something that happened while an image was copied.
///
/// Counts are absolute: when a transfer is tried again they begin again at what is already there.
/// How much there will be in all is not promised beforehand.
public sealed interface CopyEvent {
  /// Content begins to move.
  ///
  /// @param content what moves
  record Started(Descriptor content) implements CopyEvent {}

  /// Some of the content has moved.
  ///
  /// @param content what moves
  /// @param done how many of its bytes have moved
  record Moved(Descriptor content, long done) implements CopyEvent {}

  /// Content is where it should be.
  ///
  /// @param content what has moved
  /// @param arrival how it came to be there
  record Arrived(Descriptor content, Arrival arrival) implements CopyEvent {}

  /// A manifest or index has got a name.
  ///
  /// @param manifest what has the name now
  /// @param tag the name
  record Tagged(Descriptor manifest, String tag) implements CopyEvent {}

  /// Listens to what happens; called by many threads at once, and should return soon.
  @FunctionalInterface
  interface Listener {
    /// Called after each event.
    void happened(CopyEvent event);

    /// Hears nothing.
    Listener NONE = event -> {};
  }
}
