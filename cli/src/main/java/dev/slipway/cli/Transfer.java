package dev.slipway.cli;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.CopyEvent;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.layout.Layout;
import java.util.List;
import java.util.Optional;

/// One image on its way from one place to another.
///
/// @param places opens both
/// @param platform which one of an index to take; all if empty
/// @param listener hears what happens
record Transfer(Places places, Optional<Platform> platform, CopyEvent.Listener listener) {
  /// Copies; the name at the target appears last.
  ///
  /// @return what was copied
  Descriptor run(PlaceName source, PlaceName target) {
    try (var from = places.read(source)) {
      // What is not there makes no folder and no file. Only push takes images from the local store.
      var root =
          target instanceof PlaceName.InRegistry
              ? places.askingFor(source, from::resolve)
              : Places.asking(source, from::resolve);
      try (var to = places.write(target)) {
        var copy = Copy.between(from.place(), to.place()).withListener(listener);
        var chosen = platform.map(copy::withPlatform).orElse(copy);
        return finish(chosen, root, to, target);
      }
    }
  }

  private static Descriptor finish(Copy copy, Descriptor root, Places.Spot to, PlaceName target) {
    return switch (target) {
      case PlaceName.InRegistry(var reference) -> copy.run(root, tags(reference));
      case PlaceName.InStore(var reference) ->
          copy.run(root, List.of(reference.withDefaultTag().familiar()));
      case PlaceName.InLayout(_, var tag) -> listed(copy, root, to, tag);
      case PlaceName.InArchive(_, var tag) -> listed(copy, root, to, tag);
      case PlaceName.InDockerArchive(_, var name) -> named(copy, root, to, name);
    };
  }

  /// A name that says a digest and no tag is not to move any tag.
  private static List<String> tags(Reference reference) {
    return reference.digest().isPresent() && reference.tag().isEmpty()
        ? List.of()
        : List.of(reference.tagOrDigest());
  }

  private static Descriptor listed(
      Copy copy, Descriptor root, Places.Spot to, Optional<String> tag) {
    var copied = copy.run(root, tag.map(List::of).orElse(List.of()));
    if (tag.isEmpty() && to.place() instanceof Layout layout) {
      layout.list(layout.document(copied));
    }
    return copied;
  }

  private static Descriptor named(
      Copy copy, Descriptor root, Places.Spot to, Optional<String> name) {
    var copied = copy.run(root, List.of());
    if (to.place() instanceof Layout layout) {
      var document = layout.document(copied);
      name.ifPresentOrElse(
          text -> layout.name(document, Reference.parse(text)), () -> layout.list(document));
    }
    return copied;
  }
}
