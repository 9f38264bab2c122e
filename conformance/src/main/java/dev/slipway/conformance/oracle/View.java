package dev.slipway.conformance.oracle;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// How an image is looked at for its [Portrait].
///
/// What an image shares with the one of `bases` that it stands on is left out of tree, history and
/// layers. `time` says a modification time, where [Aspect#TIMES] asks for it.
public record View(List<BuiltImage> bases, Set<Aspect> aspects, Function<Instant, String> time) {

  /// What is looked at only when a case asks for it.
  public enum Aspect {
    /// The modification times of all that is not a folder.
    TIMES,
    /// The modification times of folders too.
    FOLDER_TIMES,
    /// The names in each layer, in their order.
    LAYERS
  }

  /// Copies both collections.
  public View {
    bases = List.copyOf(bases);
    aspects = Set.copyOf(aspects);
  }

  /// All of the image, but for times and layers.
  public static View plain() {
    return new View(List.of(), Set.of(), Instant::toString);
  }

  /// The portrait of `image` in this view.
  public Portrait of(BuiltImage image) {
    return new Painter(this, image).portrait();
  }
}
