package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Json;
import java.io.IOException;

/// Reads documents whole, within the limit of what is read at all.
final class Documents {
  private Documents() {}

  static Document fetch(Place place, Descriptor content) {
    var action = "read %s from %s".formatted(content.digest(), place.name());
    if (content.size() > Json.MAX_BYTES) {
      throw new RegistryException.Malformed(
          "%s: it is said to have %d bytes; a document has at most %d"
              .formatted(action, content.size(), Json.MAX_BYTES));
    }
    try (var stream = place.fetch(content)) {
      return new Document(content, stream.readAllBytes());
    } catch (IOException e) {
      throw new RegistryException.Unreachable(action + ": " + e.getMessage(), e);
    }
  }
}
