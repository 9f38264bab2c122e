package dev.slipway.builder.layer;

import dev.slipway.builder.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers where the directories are that were asked for lately, and which are none: what is
/// copied to a new place asks for its parents again and again.
final class Directories {
  private static final int MOST = 4096;

  /// What is known of a path.
  ///
  /// @param place of the directory there, if there is one
  record Known(@Nullable Place place) {}

  private final Map<TreePath, Known> places =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TreePath, Known> eldest) {
          return size() > MOST;
        }
      };

  /// What is remembered of `path`; null when nothing is.
  @Nullable Known find(TreePath path) {
    synchronized (places) {
      return places.get(path);
    }
  }

  /// Remembers what is at `path`; returns its place when it is a directory.
  @Nullable Place remember(TreePath path, @Nullable Place found) {
    var place = found != null && found.isDirectory() ? found : null;
    synchronized (places) {
      places.put(path, new Known(place));
    }
    return place;
  }
}
