package dev.slipway.dockerfile.pattern;

import dev.slipway.dockerfile.DockerfileException.BadPattern;
import dev.slipway.dockerfile.Position;
import dev.slipway.dockerfile.SlashPath;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;

/// A `.dockerignore` file: one pattern a line, `#` in the first column for comments.
///
/// `lines` holds the patterns as they count: trimmed, cleaned, without a leading `/`, and where
/// each stands.
public record IgnoreFile(Source source, List<Word> lines) {
  /// Copies the lines.
  public IgnoreFile {
    lines = List.copyOf(lines);
  }

  /// Reads a file.
  ///
  /// Throws [dev.slipway.dockerfile.DockerfileException.Invalid] at a pattern that cannot be read.
  public static IgnoreFile parse(Source source) {
    var lines = new ArrayList<Word>();
    for (int number = 1; number <= source.lineCount(); number++) {
      var line = source.line(number);
      var trimmed = line.strip();
      if (line.startsWith("#") || trimmed.isEmpty()) {
        continue;
      }
      var span = new Span(new Position(number, 1), new Position(number, line.length() + 1));
      var pattern = new Word(clean(trimmed), span);
      try {
        PathPattern.compile(pattern.text());
      } catch (BadPattern e) {
        throw e.at(source, span);
      }
      lines.add(pattern);
    }
    return new IgnoreFile(source, lines);
  }

  /// What the file excludes.
  public PathPatterns patterns() {
    return PathPatterns.compile(lines.stream().map(Word::text).toList());
  }

  private static String clean(String line) {
    boolean exception = line.startsWith("!");
    var pattern = exception ? line.substring(1).strip() : line;
    if (!pattern.isEmpty()) {
      pattern = SlashPath.clean(pattern);
      if (pattern.length() > 1 && pattern.startsWith("/")) {
        pattern = pattern.substring(1);
      }
    }
    return exception ? "!" + pattern : pattern;
  }
}
