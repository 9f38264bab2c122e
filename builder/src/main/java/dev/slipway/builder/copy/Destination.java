package dev.slipway.builder.copy;

import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.SourceText;

/// Where a COPY leads, as written.
///
/// @param path the absolute path, cleaned
/// @param shape whether the text insists on a directory
record Destination(TreePath path, Shape shape) {
  /// What the text says about the destination.
  enum Shape {
    /// It ends with `/` or `/.`, or is empty: it is a directory, and made when it is missing.
    DIRECTORY,
    /// It may be either; what is there decides.
    OPEN
  }

  /// Joins `text` to the working directory, unless it is absolute.
  static Destination of(String text, String workingDirectory) {
    boolean directory =
        text.isEmpty() || text.endsWith("/") || text.equals(".") || text.endsWith("/.");
    var path = text.startsWith("/") ? text : workingDirectory + "/" + text;
    return new Destination(
        TreePath.of(SourceText.encode(path)), directory ? Shape.DIRECTORY : Shape.OPEN);
  }
}
