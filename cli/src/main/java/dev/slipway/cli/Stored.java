package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuiltImage;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Reference;

/// The local store and its images.
final class Stored {
  private Stored() {}

  /// The local store, open, for a command that shows no progress.
  static Store open(Surroundings surroundings) {
    return Store.open(Homes.store(surroundings), new PlainProgress(surroundings.err()));
  }

  /// The image of that name.
  ///
  /// @throws CommandException.Failed when there is none: no Dockerfile is to blame here
  static BuiltImage image(Builder builder, Reference name) {
    try {
      return builder.find(name.withDefaultTag());
    } catch (BuildException.Definition e) {
      throw new CommandException.Failed("slipway: " + e.getMessage());
    }
  }
}
