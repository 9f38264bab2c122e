package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.Locale;
import java.util.Optional;

/// The lines `# syntax=…`, `# escape=…` and `# check=…` at the very top of a Dockerfile.
///
/// They stand before any comment, blank line and instruction; the first line that is none of them
/// ends them, and what looks like one further down is a comment. `count` is how many lines they
/// take.
public record Directives(
    Optional<Directive> syntax, Optional<Directive> check, char escape, int count) {

  /// One directive: its value as written, and where the line stands.
  public record Directive(String value, Span span) {
    /// The value up to the first blank: for `syntax`, the frontend image.
    public String firstWord() {
      int blank = value.indexOf(' ');
      return blank < 0 ? value : value.substring(0, blank);
    }
  }

  /// What is in force when a file says nothing.
  static final Directives NONE = new Directives(Optional.empty(), Optional.empty(), '\\', 0);

  /// Reads the directives of a file. A first line `#!…` is skipped in the search for `syntax` and
  /// `check`; `escape` is not looked for after one.
  ///
  /// Throws [Invalid] when a directive is repeated or the escape character is a wrong one.
  static Directives read(Source source) {
    boolean script = source.text().startsWith("#!");
    var found = NONE;
    int first = script ? 2 : 1;
    for (int number = first; number <= source.lineCount(); number++) {
      var line = Line.of(source, number);
      if (line.isEmpty()) {
        break;
      }
      if (script) {
        found = found.withIfNew(line.get());
      } else {
        found = found.with(source, line.get());
      }
    }
    return found;
  }

  private Directives with(Source source, Line line) {
    boolean repeated =
        switch (line.key()) {
          case SYNTAX -> syntax.isPresent();
          case CHECK -> check.isPresent();
          case ESCAPE -> line.escapeSeen(source, count);
        };
    if (repeated) {
      throw Invalid.of(
          source,
          line.span(),
          "only one %s parser directive can be used".formatted(line.key().word()));
    }
    var directive = Optional.of(new Directive(line.value(), line.span()));
    return switch (line.key()) {
      case SYNTAX -> new Directives(directive, check, escape, count + 1);
      case CHECK -> new Directives(syntax, directive, escape, count + 1);
      case ESCAPE -> new Directives(syntax, check, line.escape(source), count + 1);
    };
  }

  /// After `#!` the lines stay comments, so they are not counted and cannot be in the way.
  private Directives withIfNew(Line line) {
    var directive = Optional.of(new Directive(line.value(), line.span()));
    return switch (line.key()) {
      case SYNTAX -> syntax.isPresent() ? this : new Directives(directive, check, escape, count);
      case CHECK -> check.isPresent() ? this : new Directives(syntax, directive, escape, count);
      case ESCAPE -> this;
    };
  }

  private enum Key {
    SYNTAX,
    CHECK,
    ESCAPE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Line(Key key, String value, Span span) {

    static Optional<Line> of(Source source, int number) {
      var text = source.line(number);
      int start = 0;
      while (start < text.length() && Blanks.isSpace(text.charAt(start))) {
        start++;
      }
      int equals = text.indexOf('=', start);
      if (start == text.length() || text.charAt(start) != '#' || equals < 0) {
        return Optional.empty();
      }
      var value = value(text.substring(equals + 1));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      var span = new Span(new Position(number, start + 1), new Position(number, text.length() + 1));
      var name = Blanks.trim(text.substring(start + 1, equals)).toLowerCase(Locale.ROOT);
      for (var key : Key.values()) {
        if (key.word().equals(name)) {
          return Optional.of(new Line(key, value, span));
        }
      }
      return Optional.empty();
    }

    /// The value without blanks around it; blanks alone are a value of one blank.
    private static String value(String text) {
      var trimmed = Blanks.trim(text);
      return trimmed.isEmpty() && !text.isEmpty() ? text.substring(text.length() - 1) : trimmed;
    }

    char escape(Source source) {
      if (!value.equals("\\") && !value.equals("`")) {
        throw Invalid.of(
                source, span, "invalid escape token '%s' does not match ` or \\".formatted(value))
            .advising("Write `# escape=\\` or `# escape=``.");
      }
      return value.charAt(0);
    }

    /// Whether one of the `count` directives above this one is an `escape` too.
    boolean escapeSeen(Source source, int count) {
      for (int number = 1; number <= count; number++) {
        if (of(source, number).map(Line::key).equals(Optional.of(Key.ESCAPE))) {
          return true;
        }
      }
      return false;
    }
  }
}
