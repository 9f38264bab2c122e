package dev.slipway.builder.layer;

import dev.slipway.builder.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Remembers where the directories are that were asked for lately.
final class Directories {
  private static final int MOST = 4096;

  private final Map<TreePath, Place> places =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TreePath, Place> eldest) {
          return size() > MOST;
        }
      };

  /// The place of `path`, remembered or looked up.
  @Nullable Place find(TreePath path, Function<TreePath, @Nullable Place> locate) {
    synchronized (places) {
      var known = places.get(path);
      if (known != null) {
        return known;
      }
    }
    var place = locate.apply(path);
    if (place != null && place.isDirectory()) {
      synchronized (places) {
        places.put(path, place);
      }
    }
    return place;
  }
}
