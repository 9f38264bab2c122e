package dev.slipway.cli.check;

import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.Warning;

/// What `docker build --check` prints, letter for letter, because scripts read it.
public final class CheckText {
  private static final String RULE = "--------------------\n";

  private CheckText() {}

  /// A first line that counts the warnings, then each with its lines of the file.
  public static String of(Checked checked) {
    var warnings = checked.report().warnings();
    if (warnings.isEmpty()) {
      return checked.problem().isPresent() ? "" : "Check complete, no warnings found.\n";
    }
    var text = new StringBuilder("Check complete, ").append(count(warnings.size())).append('\n');
    warnings.forEach(warning -> text.append(of(checked.source(), warning)));
    return text.toString();
  }

  private static String count(int warnings) {
    return warnings == 1
        ? "1 warning has been found!"
        : "%d warnings have been found!".formatted(warnings);
  }

  /// One warning: its rule with where that is explained, what it says, and where.
  static String of(Source source, Warning warning) {
    var rule = warning.rule();
    return "\nWARNING: %s%s\n%s\n%s"
        .formatted(
            rule.id(),
            rule.url().map(" - "::concat).orElse(""),
            warning.message(),
            excerpt(source, warning.span()));
  }

  /// Some lines around the span, which has `>>>` before each of its own.
  private static String excerpt(Source source, Span span) {
    var lines = source.text().split("\n", -1);
    int first = span.firstLine();
    int last = Math.min(span.lastLine(), lines.length);
    int start = first;
    int end = last;
    // As BuildKit does it: a turn around the loop may add up to three.
    for (int added = 0, wanted = first == last ? 4 : 2; added < wanted; added++) {
      if (start > 1) {
        start--;
        added++;
      }
      if (end != lines.length) {
        end++;
        added++;
      }
    }
    var text = new StringBuilder(source.name()).append(':').append(first).append('\n').append(RULE);
    for (int number = start; number <= end; number++) {
      var mark = number >= first && number <= last ? ">>>" : "   ";
      text.append(" %3d | %s %s\n".formatted(number, mark, lines[number - 1]));
    }
    return text.append(RULE).toString();
  }
}
