package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Comment;
import dev.slipway.dockerfile.GoBoolean;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Which rules hold, as `# check=skip=A,B;error=true;experimental=all` says it.
public record CheckOptions(
    boolean skipAll,
    Set<String> skipped,
    boolean error,
    boolean experimentalAll,
    Set<String> experimental) {

  /// Every rule that is not experimental, as warnings.
  public static final CheckOptions DEFAULT =
      new CheckOptions(false, Set.of(), false, false, Set.of());

  /// Copies the names.
  public CheckOptions {
    skipped = Set.copyOf(skipped);
    experimental = Set.copyOf(experimental);
  }

  /// Reads the value of the directive, or of the build argument `BUILDKIT_DOCKERFILE_CHECK`. An
  /// empty one is the default; a key that comes twice counts the last time.
  ///
  /// Throws IllegalArgumentException, in BuildKit's words, for a part that is none.
  public static CheckOptions parse(String text) {
    var options = DEFAULT;
    if (text.isBlank()) {
      return options;
    }
    for (var part : text.strip().split(";", 3)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("invalid check option \"%s\"".formatted(part));
      }
      var key = part.substring(0, equals).strip();
      options = options.with(key, part.substring(equals + 1).strip(), part);
    }
    return options;
  }

  private CheckOptions with(String key, String value, String part) {
    boolean all = value.equals("all");
    return switch (key) {
      case "skip" ->
          new CheckOptions(
              all, all ? Set.of() : names(value), error, experimentalAll, experimental);
      case "experimental" ->
          new CheckOptions(skipAll, skipped, error, all, all ? Set.of() : names(value));
      case "error" ->
          new CheckOptions(skipAll, skipped, truth(value, part), experimentalAll, experimental);
      default -> throw new IllegalArgumentException("invalid check option \"%s\"".formatted(key));
    };
  }

  /// The same with what a comment `# check=…` above an instruction says; the first such comment
  /// counts, and one that cannot be read is a comment like others.
  CheckOptions merged(List<Comment> comments) {
    for (var comment : comments) {
      int equals = comment.text().indexOf('=');
      if (equals < 0
          || !comment
              .text()
              .substring(0, equals)
              .strip()
              .toLowerCase(Locale.ROOT)
              .equals("check")) {
        continue;
      }
      var value = comment.text().substring(equals + 1).strip();
      int blank = value.indexOf(' ');
      try {
        return merged(parse(blank < 0 ? value : value.substring(0, blank)));
      } catch (IllegalArgumentException e) {
        return this;
      }
    }
    return this;
  }

  private CheckOptions merged(CheckOptions other) {
    return new CheckOptions(
        skipAll || other.skipAll,
        union(skipped, other.skipped),
        error,
        experimentalAll || other.experimentalAll,
        union(experimental, other.experimental));
  }

  /// Whether warnings of `rule` are wanted.
  public boolean holds(Rule rule) {
    return rule.experimental()
        ? experimentalAll || experimental.contains(rule.id())
        : !skipAll && !skipped.contains(rule.id());
  }

  private static boolean truth(String value, String part) {
    return GoBoolean.parse(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "failed to parse check option \"%s\": invalid syntax".formatted(part)));
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    var union = new HashSet<>(left);
    union.addAll(right);
    return union;
  }
}
