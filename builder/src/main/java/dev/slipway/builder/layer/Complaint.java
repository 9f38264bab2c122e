package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;

/// How this package says what is wrong with a tar.
final class Complaint {
  private Complaint() {}

  /// The tar is wrong at `offset`, counted in bytes from its beginning.
  static BuildException.Malformed at(long offset, String complaint) {
    return new BuildException.Malformed("tar, byte %d: %s".formatted(offset, complaint));
  }
}
