package dev.slipway.builder.layer;

import dev.slipway.builder.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Remembers where the directories are that were asked for lately, and which are none: what is
/// copied to a new place asks for its parents again and again.
final class Directories {
  private static final int MOST = 4096;

  private final Map<TreePath, Optional<Place>> places =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TreePath, Optional<Place>> eldest) {
          return size() > MOST;
        }
      };

  /// The place of the directory `path`, remembered or looked up; nothing when it is none.
  @Nullable Place find(TreePath path, Function<TreePath, @Nullable Place> locate) {
    synchronized (places) {
      var known = places.get(path);
      if (known != null) {
        return known.orElse(null);
      }
    }
    var place = Optional.ofNullable(locate.apply(path)).filter(Place::isDirectory);
    synchronized (places) {
      places.put(path, place);
    }
    return place.orElse(null);
  }
}
