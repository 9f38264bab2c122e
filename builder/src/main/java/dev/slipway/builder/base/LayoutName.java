package dev.slipway.builder.base;

import dev.slipway.image.Digest;
import java.nio.file.Path;
import java.util.Optional;

/// An image in an OCI layout: `DIR`, `DIR:tag` or `DIR@digest`.
///
/// @param folder the layout's folder
/// @param identifier the tag or digest; nothing means the only image
record LayoutName(Path folder, Optional<String> identifier) {
  static LayoutName parse(String text) {
    int at = text.lastIndexOf('@');
    if (at > 0 && isDigest(text.substring(at + 1))) {
      var folder = text.substring(0, at);
      int colon = folder.lastIndexOf(':');
      return new LayoutName(
          Path.of(colon > folder.lastIndexOf('/') ? folder.substring(0, colon) : folder),
          Optional.of(text.substring(at + 1)));
    }
    int colon = text.lastIndexOf(':');
    return colon > text.lastIndexOf('/')
        ? new LayoutName(Path.of(text.substring(0, colon)), Optional.of(text.substring(colon + 1)))
        : new LayoutName(Path.of(text), Optional.empty());
  }

  private static boolean isDigest(String text) {
    try {
      Digest.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
