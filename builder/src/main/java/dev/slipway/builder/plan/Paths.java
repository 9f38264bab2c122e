package dev.slipway.builder.plan;

import java.util.ArrayList;

/// Absolute paths of an image as texts, cleaned as Go's `path.Clean` does it.
final class Paths {
  private Paths() {}

  /// `path` below `directory`, cleaned.
  static String join(String directory, String path) {
    return clean(directory + "/" + path);
  }

  /// Without doubled slashes, `.`, `..` and a trailing slash; always absolute.
  static String clean(String path) {
    if (isClean(path)) {
      return path;
    }
    var names = new ArrayList<String>();
    for (var name : path.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (!names.isEmpty()) {
            names.removeLast();
          }
        }
        default -> names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }

  // Most are, and a name that begins with a dot is rare.
  private static boolean isClean(String path) {
    return path.equals("/")
        || (path.startsWith("/")
            && !path.endsWith("/")
            && !path.contains("//")
            && !path.contains("/."));
  }
}
