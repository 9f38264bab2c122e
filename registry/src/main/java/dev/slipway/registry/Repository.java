package dev.slipway.registry;

import dev.slipway.image.Reference;
import java.util.Optional;

/// One repository of one registry: where blobs can be mounted from.
///
/// @param registry the registry's host and port as in a [Reference], such as `docker.io`
/// @param name the path in it, such as `library/alpine`
public record Repository(String registry, String name) {
  /// Checks both parts.
  ///
  /// @throws dev.slipway.image.ImageException.Malformed when they cannot be parts of a reference
  public Repository {
    var checked = new Reference(registry, name, Optional.empty(), Optional.empty());
    registry = checked.registry();
  }

  /// The repository of `reference`.
  public static Repository of(Reference reference) {
    return new Repository(reference.registry(), reference.repository());
  }

  /// The form `registry/name`.
  @Override
  public String toString() {
    return registry + "/" + name;
  }
}
