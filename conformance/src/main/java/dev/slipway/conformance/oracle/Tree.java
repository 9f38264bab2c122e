package dev.slipway.conformance.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A file system as a container would see it: absolute names (`/` for the root) to entries, sorted.
public record Tree(SortedMap<String, Entry> entries) {

  /// The file system of an image without layers: there is not even a root.
  public static final Tree EMPTY = new Tree(new TreeMap<>());

  /// The files of one uncompressed tar archive, as if it were the only layer of an image.
  public static Tree read(InputStream archive) throws IOException {
    var merge = new Merge();
    merge.apply(archive);
    return merge.tree();
  }

  /// Copies the entries.
  public Tree {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }
}
