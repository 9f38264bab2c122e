package dev.slipway.registry.layout;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Reference;
import dev.slipway.registry.Place;
import dev.slipway.registry.RegistryException;
import java.util.List;

/// A place that is a layout: content by digest, and an index of what it is there for.
public sealed interface Layout extends Place permits LayoutReader, GrowingArchive, DockerArchive {
  /// What the index lists, with the annotations under which it does.
  List<Descriptor> entries();

  /// The manifest or index that somebody means who names neither a tag nor a digest: the only one,
  /// or the one that is called `latest`.
  ///
  /// @throws RegistryException.NotFound when there is none, or several that could be meant
  default Descriptor sole() {
    return LayoutIndex.sole(name(), entries());
  }

  /// Lists a manifest or index that is here, without a name; what is listed already stays as it is.
  ///
  /// @throws RegistryException.NotFound when it is not here
  void list(Document manifest);

  /// Gives a manifest or index that is here the tag of `reference`, or `latest`, and notes the
  /// whole reference where containerd and docker look for it.
  ///
  /// @throws RegistryException.NotFound when it is not here
  void name(Document manifest, Reference reference);
}
