package dev.slipway.builder.plan;

import dev.slipway.image.Platform;

/// Finds the images that a Dockerfile names.
public interface BaseImages {
  /// Says that `reference` will be asked for, so that the answer can be on its way.
  void expect(String reference, Platform platform);

  /// The image that `reference` means for `platform`.
  ///
  /// @param reference a registry's reference, `store:NAME` or `oci:DIR…`
  /// @throws RuntimeException the place's own exception, when the image cannot be had
  Basis.Image find(String reference, Platform platform);
}
