package dev.slipway.cli.check;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Excerpt;
import dev.slipway.dockerfile.Position;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.Rule;
import dev.slipway.dockerfile.lint.Warning;

/// What `slipway lint` prints: each finding as `file:line:column: kind: text`, with the place
/// underlined, and where more is said about it.
public final class LintText {
  private LintText() {}

  /// The findings of one file, and a last line that counts them.
  public static String of(Checked checked) {
    var text = new StringBuilder();
    for (var warning : checked.report().warnings()) {
      text.append(of(checked.source(), warning)).append('\n');
    }
    checked.report().error().ifPresent(error -> text.append(of(error)).append('\n'));
    checked.report().violation().ifPresent(why -> text.append("error: ").append(why).append('\n'));
    return text.append(summary(checked)).append('\n').toString();
  }

  private static String of(Source source, Warning warning) {
    return "%s:%s: warning: %s: %s\n\n%s\n%s\n"
        .formatted(
            source.name(),
            warning.span().start(),
            warning.rule().id(),
            warning.message(),
            Excerpt.of(source, firstLine(source, warning.span())),
            help(warning.rule()));
  }

  /// A long instruction need not be quoted whole to be found.
  private static Span firstLine(Source source, Span span) {
    if (span.firstLine() == span.lastLine()) {
      return span;
    }
    var start = span.start();
    int end = Math.max(start.column(), source.line(start.line()).length() + 1);
    return new Span(start, new Position(start.line(), end));
  }

  private static String help(Rule rule) {
    return "More: "
        + rule.url().orElseGet(() -> "`slipway lint --explain %s`".formatted(rule.id()));
  }

  private static String of(DockerfileException error) {
    return error instanceof DockerfileException.Invalid invalid
        ? invalid.render()
        : error.getMessage() + "\n";
  }

  private static String summary(Checked checked) {
    int warnings = checked.report().warnings().size();
    var count =
        switch (warnings) {
          case 0 -> "no warnings";
          case 1 -> "1 warning";
          default -> warnings + " warnings";
        };
    return "%s: %s%s"
        .formatted(
            checked.source().name(),
            count,
            checked.problem().isPresent() ? ", and an error that a build would stop at" : "");
  }
}
