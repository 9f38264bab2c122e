package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.DockerfileException.Unexpandable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the words `<<NAME` of a line and reads the bodies that follow it.
final class HeredocReader {
  private static final Pattern OPENING = Pattern.compile("([0-9]*)<<(-?)([^<]*)", Pattern.DOTALL);

  /// What every opening holds.
  private static final String MARK = "<<";

  private HeredocReader() {}

  /// What a word `<<NAME` says.
  record Opening(String name, int descriptor, Heredoc.Expansion expansion, Heredoc.Tabs tabs) {

    /// Reads one word; empty when it opens no heredoc.
    static Optional<Opening> parse(String word) {
      return word.contains(MARK) ? parseMarked(word) : Optional.empty();
    }

    private static Optional<Opening> parseMarked(String word) {
      var form = OPENING.matcher(word);
      if (!form.matches()) {
        return Optional.empty();
      }
      var rest = form.group(3).stripLeading();
      var name = read(rest, Lexer.Rules.DELIMITER);
      var quoted = read(rest, Lexer.Rules.QUOTED_DELIMITER);
      if (rest.isEmpty() || name.size() != 1 || quoted.size() != 1) {
        return Optional.empty();
      }
      boolean literal = quotes(name.getFirst()) != quotes(quoted.getFirst());
      return Optional.of(
          new Opening(
              name.getFirst(),
              descriptor(form.group(1)),
              literal ? Heredoc.Expansion.LITERAL : Heredoc.Expansion.EXPANDED,
              form.group(2).isEmpty() ? Heredoc.Tabs.KEPT : Heredoc.Tabs.STRIPPED));
    }

    private static List<String> read(String rest, Lexer.Rules rules) {
      return new Lexer(rest, '\\', rules, Variables.none()).read().words();
    }

    private static long quotes(String text) {
      return text.chars().filter(c -> c == '\'' || c == '"').count();
    }

    private static int descriptor(String digits) {
      return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }
  }

  /// Reads the bodies of all heredocs that `statement` opens, in order, from `reader`.
  ///
  /// Throws [Invalid] when one does not end.
  static List<Heredoc> read(Statement statement, LineReader reader) {
    var line = statement.line();
    return line.text().contains(MARK) && statement.takesHeredocs()
        ? readBodies(line, reader)
        : List.of();
  }

  private static List<Heredoc> readBodies(LogicalLine line, LineReader reader) {
    var heredocs = new ArrayList<Heredoc>();
    int from = 0;
    for (var word : words(line)) {
      int at = Math.max(line.text().indexOf(word, from), 0);
      var span = line.span(at, Math.min(at + word.length(), line.length()));
      from = at;
      var opening = opening(line, word, span);
      if (opening.isEmpty()) {
        continue;
      }
      var heredoc = opening.get();
      var body =
          reader
              .body(heredoc.name(), heredoc.tabs())
              .orElseThrow(
                  () ->
                      Invalid.of(line.source(), span, "unterminated heredoc")
                          .advising(
                              "No line below says just `%s`. Any word that starts with << opens one."
                                  .formatted(heredoc.name())));
      heredocs.add(
          new Heredoc(
              heredoc.name(),
              heredoc.descriptor(),
              heredoc.expansion(),
              heredoc.tabs(),
              body.text(),
              body.span()));
    }
    return heredocs;
  }

  private static Optional<Opening> opening(LogicalLine line, String word, Span span) {
    try {
      return Opening.parse(word);
    } catch (Unexpandable e) {
      throw e.at(line.source(), span);
    }
  }

  /// A line that cannot be cut into words, as for want of a quote, opens none.
  private static List<String> words(LogicalLine line) {
    try {
      return new Lexer(line.text(), '\\', Lexer.Rules.RAW, Variables.none()).read().words();
    } catch (Unexpandable e) {
      return List.of();
    }
  }
}
