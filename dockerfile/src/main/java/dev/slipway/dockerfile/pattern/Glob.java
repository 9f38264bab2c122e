package dev.slipway.dockerfile.pattern;

import dev.slipway.dockerfile.SourceText;
import java.util.ArrayList;

/// A pattern for one name, as a component of a COPY or ADD source: `*`, `?`, `[a-z]`, `[^a]`,
/// `\x`.
///
/// This is Go's `filepath.Match`. A `!` in a set is an ordinary character, and `*` matches names
/// that start with a dot, too.
public final class Glob {
  private final String pattern;
  private final Program program;

  private Glob(String pattern, Program program) {
    this.pattern = pattern;
    this.program = program;
  }

  /// Reads a pattern.
  ///
  /// Throws [dev.slipway.dockerfile.DockerfileException.BadPattern] for an open `[`, an empty set,
  /// and a backslash at the end.
  public static Glob compile(String pattern) {
    var text = new PatternText(pattern);
    var steps = new ArrayList<Step>();
    while (!text.atEnd()) {
      steps.add(text.step());
    }
    return new Glob(pattern, new Program(steps));
  }

  /// Whether `path` holds a wildcard that no backslash hides. A path without one is literal, its
  /// backslashes included.
  public static boolean hasWildcard(String path) {
    for (int index = 0; index < path.length(); index++) {
      switch (path.charAt(index)) {
        case '\\' -> index++;
        case '*', '?', '[' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /// Whether the whole of `name` matches; a name in the form of [SourceText].
  public boolean matches(String name) {
    return program.matches(name);
  }

  /// Whether the whole of `name` matches, given as the file system's bytes.
  public boolean matches(byte[] name) {
    return matches(SourceText.decode(name));
  }

  @Override
  public String toString() {
    return pattern;
  }
}
