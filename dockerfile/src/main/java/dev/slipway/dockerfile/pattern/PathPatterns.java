package dev.slipway.dockerfile.pattern;

import dev.slipway.dockerfile.SourceText;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A list of patterns of which the last that matches wins; one with `!` takes back.
///
/// The semantics of `.dockerignore` and `--exclude` as BuildKit has them. Paths are relative to
/// the root that is walked, with `/` between components, and without one at start or end. A
/// pattern that matches a folder holds for all below it, so the answer for a path needs that for
/// its parent: a walker starts from [#root], asks [#match(Verdict, String)] for every entry with
/// the verdict of the folder it is in, and may leave out an excluded folder when [#mayReinclude]
/// says no.
public final class PathPatterns {
  private static final PathPatterns NONE = new PathPatterns(List.of());

  private static final Verdict ROOT = new Verdict(false, new BitSet());

  private final List<PathPattern> patterns;

  private PathPatterns(List<PathPattern> patterns) {
    this.patterns = patterns;
  }

  /// Reads patterns, blank ones left out. Each is cleaned (`./a/` is `a`); a leading `/` stays.
  ///
  /// Throws [dev.slipway.dockerfile.DockerfileException.BadPattern] for the first that cannot be
  /// read.
  public static PathPatterns compile(List<String> patterns) {
    return new PathPatterns(
        patterns.stream().map(PathPattern::compile).flatMap(Optional::stream).toList());
  }

  /// Patterns that match nothing.
  public static PathPatterns none() {
    return NONE;
  }

  /// Whether there is no pattern.
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /// Whether some pattern has a `!`.
  public boolean hasExceptions() {
    return patterns.stream().anyMatch(PathPattern::exception);
  }

  /// What these patterns say about one path.
  public static final class Verdict {
    private final boolean excluded;
    private final BitSet matched;

    private Verdict(boolean excluded, BitSet matched) {
      this.excluded = excluded;
      this.matched = matched;
    }

    /// Whether the path is excluded.
    public boolean excluded() {
      return excluded;
    }
  }

  /// The verdict on the root itself, which nothing excludes.
  public Verdict root() {
    return ROOT;
  }

  /// The verdict on `path`, which lies directly in the folder that `parent` is about.
  public Verdict match(Verdict parent, String path) {
    boolean excluded = false;
    var matched = new BitSet(patterns.size());
    for (int index = 0; index < patterns.size(); index++) {
      var pattern = patterns.get(index);
      // One that cannot change the state is not even asked, so that it holds for nothing below.
      boolean holds =
          parent.matched.get(index) || (pattern.exception() == excluded && pattern.matches(path));
      if (holds) {
        matched.set(index);
        excluded = !pattern.exception();
      }
    }
    return new Verdict(excluded, matched);
  }

  /// As [#match(Verdict, String)], for the file system's bytes.
  public Verdict match(Verdict parent, byte[] path) {
    return patterns.isEmpty() ? parent : match(parent, SourceText.decode(path));
  }

  /// Whether `path` is excluded, asked from the root down.
  public boolean excludes(String path) {
    var verdict = root();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      verdict = match(verdict, path.substring(0, slash));
    }
    return match(verdict, path).excluded();
  }

  /// As [#excludes(String)], for the file system's bytes.
  public boolean excludes(byte[] path) {
    return excludes(SourceText.decode(path));
  }

  /// Whether anything below the excluded folder `path` could be taken back by a `!`. When not, it
  /// need not be walked. May say yes in vain, never no.
  public boolean mayReinclude(String path) {
    return patterns.stream()
        .anyMatch(pattern -> pattern.exception() && pattern.mayMatchBelow(path));
  }

  /// As [#mayReinclude(String)], for the file system's bytes.
  public boolean mayReinclude(byte[] path) {
    return !patterns.isEmpty() && mayReinclude(SourceText.decode(path));
  }

  /// The patterns, cleaned, in order.
  public List<String> texts() {
    return patterns.stream()
        .map(pattern -> (pattern.exception() ? "!" : "") + pattern.text())
        .toList();
  }
}
