package dev.slipway.dockerfile.pattern;

import dev.slipway.dockerfile.DockerfileException.BadPattern;
import dev.slipway.dockerfile.SlashPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of a list of patterns, such as `**/*.log` or `!keep`.
final class PathPattern {
  private final String text;
  private final boolean exception;
  private final Program program;

  private PathPattern(String text, boolean exception, Program program) {
    this.text = text;
    this.exception = exception;
    this.program = program;
  }

  /// Reads one pattern; empty when it is blank.
  static Optional<PathPattern> compile(String pattern) {
    var trimmed = pattern.strip();
    if (trimmed.isEmpty()) {
      return Optional.empty();
    }
    var cleaned = SlashPath.clean(trimmed);
    boolean exception = cleaned.startsWith("!");
    if (cleaned.equals("!")) {
      throw new BadPattern(pattern, "illegal exclusion pattern: \"!\"");
    }
    var text = exception ? cleaned.substring(1) : cleaned;
    return Optional.of(new PathPattern(text, exception, program(text)));
  }

  /// Whether it begins with `!`.
  boolean exception() {
    return exception;
  }

  String text() {
    return text;
  }

  boolean matches(String path) {
    return program.matches(path);
  }

  /// Whether some path below `folder` may match; may say yes in vain, never no.
  boolean mayMatchBelow(String folder) {
    if (text.contains("\\")) {
      return true;
    }
    var own = text.split("/", -1);
    var others = folder.split("/", -1);
    for (int index = 0; index < own.length; index++) {
      var part = own[index];
      if (part.contains("**") || part.contains("[")) {
        return true;
      }
      if (index == others.length) {
        return true;
      }
      if (!Glob.compile(part).matches(others[index])) {
        return false;
      }
    }
    return false;
  }

  /// `**/` is any number of folders, also none; `**` at the end is everything. A pattern of `**`
  /// and plain text matches by its end alone: `**.log` matches `a/b.log`.
  private static Program program(String text) {
    var in = new PatternText(text);
    var steps = new ArrayList<Step>();
    boolean plain = true;
    boolean atStart = true;
    boolean deepStart = false;
    while (!in.atEnd()) {
      if (in.take("**")) {
        boolean slash = in.take("/");
        if (atStart) {
          deepStart = true;
        } else {
          plain = false;
        }
        boolean last = in.atEnd();
        boolean wholeComponent = slash || !atStart;
        steps.add(last ? new Step.Rest() : wholeComponent ? new Step.Folders() : new Step.Rest());
      } else {
        boolean escaped = in.isAt("\\");
        var step = in.step();
        plain &= step instanceof Step.One && !escaped;
        steps.add(step);
      }
      atStart = false;
    }
    return new Program(deepStart && !plain ? asFolders(steps) : steps);
  }

  /// With other wildcards in it, a leading `**` stands for whole folders even without its `/`.
  private static List<Step> asFolders(List<Step> steps) {
    var adjusted = new ArrayList<>(steps);
    if (adjusted.size() > 1 && adjusted.getFirst() instanceof Step.Rest) {
      adjusted.set(0, new Step.Folders());
    }
    return adjusted;
  }
}
