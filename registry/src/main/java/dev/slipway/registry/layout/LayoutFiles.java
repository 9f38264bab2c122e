package dev.slipway.registry.layout;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// The files of a layout, wherever they are. Paths are relative and written with `/`.
interface LayoutFiles {
  /// How many bytes the regular file at `path` has; empty when there is none.
  OptionalLong size(String path) throws IOException;

  /// Opens a file that is there.
  InputStream open(String path) throws IOException;
}
