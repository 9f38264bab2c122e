package dev.slipway.builder.cache;

import java.util.Collections;
import java.util.SortedMap;
import java.util.function.Supplier;

/// What the files hold that a step takes, by path, for people.
///
/// There may be thousands of them, and most builds never ask: their names are put in order when
/// somebody does.
public final class InputFiles {
  private static final InputFiles NONE = new InputFiles(Collections::emptySortedMap);

  private final Supplier<SortedMap<String, String>> contents;

  private InputFiles(Supplier<SortedMap<String, String>> contents) {
    this.contents = contents;
  }

  /// No file.
  public static InputFiles none() {
    return NONE;
  }

  /// What `contents` says, which says the same whenever it is asked.
  public static InputFiles of(Supplier<SortedMap<String, String>> contents) {
    return new InputFiles(contents);
  }

  /// What each file holds, by path: the first digits of a digest.
  public SortedMap<String, String> contents() {
    return Collections.unmodifiableSortedMap(contents.get());
  }
}
