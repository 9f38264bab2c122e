package dev.slipway.dockerfile;

import java.util.ArrayList;

/// Paths with `/`, as text: never a file system's.
public final class SlashPath {
  private SlashPath() {}

  /// The shortest path that means the same, by text alone: no `.`, no `//`, no trailing `/`, `..`
  /// only at the start of a relative one. An empty path is `.`.
  public static String clean(String path) {
    boolean absolute = path.startsWith("/");
    var parts = new ArrayList<String>();
    for (var part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")) {
        parts.add(part);
      } else if (!parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!absolute) {
        parts.add(part);
      }
    }
    var joined = String.join("/", parts);
    if (absolute) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }
}
