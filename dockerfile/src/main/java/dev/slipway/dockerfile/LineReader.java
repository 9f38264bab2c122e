package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a file line by line: joins continued lines, collects comments, hands out heredoc bodies.
final class LineReader {
  private final Source source;
  private final String text;
  private final char escape;
  private final int directiveLines;
  private final List<Comment> comments = new ArrayList<>();
  private int next;
  private int lineNumber;

  LineReader(Source source, Directives directives) {
    this.source = source;
    this.text = source.text();
    this.escape = directives.escape();
    this.directiveLines = directives.count();
  }

  /// One instruction's lines: `lastLine` is the number of the last one.
  record Joined(LogicalLine line, int firstLine, int lastLine, boolean holdsEmptyLine) {}

  /// A stretch of the source: one physical line without its line end.
  private record Physical(int start, int end) {}

  Optional<Joined> next() {
    while (next < text.length()) {
      var physical = take();
      if (lineNumber <= directiveLines) {
        continue;
      }
      int start = firstNonSpace(physical.start(), physical.end());
      if (start == physical.end()) {
        continue;
      }
      if (text.charAt(start) == '#') {
        collect(start, physical.end());
      } else {
        return Optional.of(join(new Physical(start, physical.end())));
      }
    }
    return Optional.empty();
  }

  /// The comments since the last call.
  List<Comment> takeComments() {
    var taken = List.copyOf(comments);
    comments.clear();
    return taken;
  }

  /// Where a body that was just read ends, and what it says.
  record Body(String text, Span span) {}

  /// Reads up to and over the line that says `terminator`; empty when there is none.
  Optional<Body> body(String terminator, Heredoc.Tabs tabs) {
    int from = next;
    while (next < text.length()) {
      var line = take();
      int start = line.start();
      while (tabs == Heredoc.Tabs.STRIPPED && start < line.end() && text.charAt(start) == '\t') {
        start++;
      }
      if (line.end() - start == terminator.length() && text.startsWith(terminator, start)) {
        var body = text.substring(from, line.start());
        return Optional.of(new Body(body, source.span(from, line.end())));
      }
    }
    return Optional.empty();
  }

  private Joined join(Physical first) {
    int firstLine = lineNumber;
    var joined = new LogicalLine(source);
    boolean goesOn = append(joined, first);
    boolean emptyLine = false;
    while (goesOn && next < text.length()) {
      var physical = take();
      int start = firstNonSpace(physical.start(), physical.end());
      if (start == physical.end()) {
        emptyLine = true;
      } else if (text.charAt(start) != '#') {
        goesOn = append(joined, physical);
      }
    }
    joined.close();
    return new Joined(joined, firstLine, lineNumber, emptyLine);
  }

  /// Appends a line without the escape character that continues it; tells whether there was one.
  private boolean append(LogicalLine joined, Physical line) {
    int end = line.end();
    while (end > line.start() && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
      end--;
    }
    int last = end - 1;
    boolean goesOn =
        last >= line.start()
            && text.charAt(last) == escape
            && (last == line.start() || text.charAt(last - 1) != escape);
    joined.append(line.start(), goesOn ? last : line.end());
    return goesOn;
  }

  private void collect(int start, int end) {
    var comment = Blanks.trim(text.substring(start + 1, end));
    if (comment.isEmpty()) {
      comments.clear();
    } else {
      comments.add(new Comment(comment, source.span(start, end)));
    }
  }

  private Physical take() {
    int start = next;
    int newline = text.indexOf('\n', start);
    int end = newline < 0 ? text.length() : newline;
    next = newline < 0 ? text.length() : newline + 1;
    lineNumber++;
    while (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return new Physical(start, end);
  }

  private int firstNonSpace(int start, int end) {
    int at = start;
    while (at < end && Blanks.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
