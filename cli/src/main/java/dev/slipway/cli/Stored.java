package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuiltImage;
import dev.slipway.image.Reference;

/// Images of the local store.
final class Stored {
  private Stored() {}

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
