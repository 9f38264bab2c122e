package dev.slipway.builder.base;

import dev.slipway.builder.BuildException;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.layout.LayoutArchive;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;

/// Opens the places that base images come from.
///
/// @param registries reaches registries
public record Sources(RegistryClient registries) {

  /// The place in which `name` is, to read from.
  ///
  /// @throws BuildException.Definition when layers cannot be fetched from such a place
  public Place open(PlaceName name) {
    return switch (name) {
      case PlaceName.InRegistry(var reference) -> registries.repository(reference, Access.PULL);
      case PlaceName.InLayout(var folder, _) -> LayoutFolder.open(folder);
      case PlaceName.InArchive(var file, _) -> LayoutArchive.open(file);
      case PlaceName.InStore _, PlaceName.InDockerArchive _ ->
          throw new BuildException.Definition(
              "layers are fetched from registries and OCI layouts, and '%s' is neither"
                  .formatted(name));
    };
  }
}
