package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The picture that goes with an error: some lines of the source, the wrong part underlined.
public final class Excerpt {
  private static final int LINES_BEFORE = 2;
  private static final int LINES_QUOTED = 6;
  private static final int WIDTH = 160;
  private static final Pattern LOGIN = Pattern.compile("(?i)(?:https?|ftp)://([^\\s/?#\"']*)@");

  private Excerpt() {}

  /// Some lines of `source` with `span` underlined, each line ending with a newline; nothing when
  /// the source is empty.
  public static String of(Source source, Span span) {
    var out = new StringBuilder();
    if (!source.text().isEmpty()) {
      lines(source, span).forEach(line -> out.append(line).append('\n'));
    }
    return out.toString();
  }

  static String render(DockerfileException.Invalid error) {
    var out = new StringBuilder().append(error.getMessage()).append('\n');
    var excerpt = of(error.source(), error.span());
    if (!excerpt.isEmpty()) {
      out.append('\n').append(excerpt);
    }
    error.advice().ifPresent(advice -> out.append('\n').append(advice).append('\n'));
    return out.toString();
  }

  private static List<String> lines(Source source, Span span) {
    int from = Math.max(1, span.firstLine() - LINES_BEFORE);
    int to = Math.min(span.lastLine(), span.firstLine() + LINES_QUOTED);
    int gutter = Integer.toString(to).length();
    var lines = new ArrayList<String>();
    for (int number = from; number <= to; number++) {
      var text = source.line(number);
      lines.add(row(Integer.toString(number), gutter, visible(clip(withoutLogins(text)))));
      if (number >= span.firstLine()) {
        var marks = underline(text, number, span);
        if (!marks.isBlank()) {
          lines.add(row("", gutter, marks));
        }
      }
    }
    if (to < span.lastLine()) {
      lines.add(row("", gutter, "..."));
    }
    return lines;
  }

  private static String row(String label, int gutter, String content) {
    return (" ".repeat(gutter + 1 - label.length()) + label + " | " + content).stripTrailing();
  }

  /// Carets under the part of line `number` that lies in `span`, at least one where it starts.
  private static String underline(String text, int number, Span span) {
    boolean first = number == span.firstLine();
    int indent = text.length() - text.stripLeading().length();
    int start = first ? span.start().column() - 1 : indent;
    int end = number == span.lastLine() ? span.end().column() - 1 : text.stripTrailing().length();
    start = Math.min(start, WIDTH);
    end = Math.min(Math.min(end, text.length()), WIDTH);
    int width = Math.max(end - start, first ? 1 : 0);
    var lead = text.substring(0, Math.min(start, text.length()));
    return visible(lead).replaceAll("[^\t]", " ") + "^".repeat(width);
  }

  /// The line with a mark for each character of a user and a password in an address: what is
  /// quoted ends up in logs.
  private static String withoutLogins(String text) {
    if (!text.contains("://")) {
      return text;
    }
    var marked = new StringBuilder(text);
    var matcher = LOGIN.matcher(text);
    while (matcher.find()) {
      for (int i = matcher.start(1); i < matcher.end(1); i++) {
        marked.setCharAt(i, 'x');
      }
    }
    return marked.toString();
  }

  private static String clip(String text) {
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + "...";
  }

  /// Bytes that are not text, and control characters, would spoil the terminal.
  private static String visible(String text) {
    return text.codePoints()
        .mapToObj(
            point ->
                point != '\t'
                        && (Character.isISOControl(point)
                            || Character.getType(point) == Character.SURROGATE)
                    ? "\uFFFD"
                    : Character.toString(point))
        .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
        .toString();
  }
}
