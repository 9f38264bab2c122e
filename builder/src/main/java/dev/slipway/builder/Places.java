package dev.slipway.builder;

import dev.slipway.image.Reference;
import dev.slipway.registry.Place;
import java.nio.file.Path;

/// Opens the places that images come from and go to. Whoever has credentials implements this.
public interface Places {
  /// The repository of `reference` in its registry, to read from.
  Place source(Reference reference);

  /// The repository of `reference` in its registry, to write to.
  Place destination(Reference reference);

  /// The OCI layout in `folder`, which need not exist to be written to.
  Place layout(Path folder);
}
