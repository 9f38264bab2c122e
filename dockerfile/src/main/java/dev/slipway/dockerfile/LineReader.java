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
  private int lineStart;
  private int lineNumber;

  LineReader(Source source, Directives directives) {
    this.source = source;
    this.text = source.text();
    this.escape = directives.escape();
    this.directiveLines = directives.count();
  }

  /// A stretch of the source: one physical line without its line end.
  private record Physical(int start, int end) {}

  /// The next instruction's lines.
  Optional<LogicalLine> next() {
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
    if (comments.isEmpty()) {
      return List.of();
    }
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

  private LogicalLine join(Physical first) {
    int continued = continuation(first);
    if (continued < 0) {
      return LogicalLine.whole(source, text.substring(first.start(), first.end()), at(first));
    }
    var joining = new LogicalLine.Joining(text.substring(first.start(), continued), at(first));
    while (continued >= 0 && next < text.length()) {
      var physical = take();
      int start = firstNonSpace(physical.start(), physical.end());
      if (start == physical.end()) {
        joining.skipEmptyLine();
      } else if (text.charAt(start) != '#') {
        continued = continuation(physical);
        int end = continued < 0 ? physical.end() : continued;
        joining.append(text.substring(physical.start(), end), at(physical));
      }
    }
    return joining.joined(source, lineNumber);
  }

  /// Where the escape character stands that continues a line, or -1.
  private int continuation(Physical line) {
    int last = line.end() - 1;
    while (last >= line.start() && (text.charAt(last) == ' ' || text.charAt(last) == '\t')) {
      last--;
    }
    boolean goesOn =
        last >= line.start()
            && text.charAt(last) == escape
            && (last == line.start() || text.charAt(last - 1) != escape);
    return goesOn ? last : -1;
  }

  /// Where `line` starts, which is the line that was taken last, or its rest.
  private Position at(Physical line) {
    return new Position(lineNumber, line.start() - lineStart + 1);
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
    lineStart = start;
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
