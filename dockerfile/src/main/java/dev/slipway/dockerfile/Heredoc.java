package dev.slipway.dockerfile;

/// An inline document: `<<EOF`, the lines that follow, and `EOF` on a line of its own.
///
/// `body` holds those lines with their line ends, exactly as written. `name` is the delimiter with
/// quotes removed, `descriptor` the number in front of `<<` (0 when there is none).
public record Heredoc(
    String name, int descriptor, Expansion expansion, Tabs tabs, String body, Span span) {

  /// Whether the builder expands variables in the body of a COPY or ADD.
  public enum Expansion {
    /// The delimiter was not quoted.
    EXPANDED,
    /// Some part of the delimiter was quoted.
    LITERAL
  }

  /// What happens to tabs at the start of each line.
  public enum Tabs {
    /// `<<`: they stay.
    KEPT,
    /// `<<-`: they go.
    STRIPPED
  }

  /// The body as a file gets it: without leading tabs when `<<-` was written.
  public String content() {
    return switch (tabs) {
      case KEPT -> body;
      case STRIPPED -> stripTabs(body);
    };
  }

  private static String stripTabs(String body) {
    var stripped = new StringBuilder(body.length());
    boolean atStart = true;
    for (int index = 0; index < body.length(); index++) {
      char c = body.charAt(index);
      if (atStart && c == '\t') {
        continue;
      }
      stripped.append(c);
      atStart = c == '\n';
    }
    return stripped.toString();
  }
}
