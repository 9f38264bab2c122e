package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.FlagSet.Kind;
import java.util.List;
import java.util.Map;

/// A statement on its way to an instruction: what was read so far, and how to complain about it.
record Draft(Statement statement, List<Heredoc> heredocs, Origin origin) {
  Draft {
    heredocs = List.copyOf(heredocs);
  }

  /// What it means.
  ///
  /// Throws [Invalid] at what is wrong.
  Instruction instruction() {
    return InstructionReader.read(this);
  }

  Source source() {
    return statement.line().source();
  }

  List<Word> words() {
    return switch (statement.arguments()) {
      case Arguments.Words(var words, _) -> words;
      case Arguments.Pairs _, Arguments.Test _, Arguments.Trigger _ -> List.of();
    };
  }

  boolean json() {
    return statement.arguments() instanceof Arguments.Words(_, var json) && json;
  }

  FlagSet flags(Map<String, Kind> known) {
    return FlagSet.of(statement, known);
  }

  Command command() {
    return switch (statement.arguments()) {
      case Arguments.Words words -> command(words);
      case Arguments.Pairs _, Arguments.Test _, Arguments.Trigger _ ->
          throw new AssertionError("this instruction takes words");
    };
  }

  Command command(Arguments.Words words) {
    if (words.json()) {
      return new Command.Exec(words.texts());
    }
    var text = words.words().isEmpty() ? "" : words.words().getFirst().text();
    return new Command.Shell(text, heredocs);
  }

  /// From the first argument to the last, or the keyword where there is none.
  Span arguments() {
    var words = words();
    return words.isEmpty()
        ? origin.keyword().span()
        : words.getFirst().span().to(words.getLast().span());
  }

  Invalid none(String name) {
    return invalid(origin.keyword().span(), name + " requires at least one argument");
  }

  /// When the next line is no instruction, it probably belongs to this one.
  Invalid missingContinuation(Invalid error) {
    int below = origin.lastLine() + 1;
    if (below > source().lineCount() || Blanks.isBlank(source().line(below)) || isComment(below)) {
      return error;
    }
    var text = Blanks.trim(source().line(below));
    int end = 0;
    while (end < text.length() && !Blanks.separates(text.charAt(end))) {
      end++;
    }
    if (Keyword.find(text.substring(0, end)).isPresent()) {
      return error;
    }
    return error.advising(
        "The next line, `%s`, is no instruction. If it belongs to this one, end line %d with a `\\`."
            .formatted(text, origin.lastLine()));
  }

  Invalid unknownInstruction() {
    var word = statement.keyword();
    var suggestion = Suggestion.ignoringCase(word.text(), Keyword.names());
    var error =
        invalid(word.span(), "unknown instruction: " + word.text() + Suggestion.phrase(suggestion));
    int above = word.span().firstLine() - 1;
    boolean follows = above > 0 && !Blanks.isBlank(source().line(above)) && !isComment(above);
    return suggestion.isEmpty() && follows
        ? error.advising(
            "Did the line above miss a `\\`? If this line belongs to it, end line %d with one."
                .formatted(above))
        : error;
  }

  boolean isComment(int number) {
    return Blanks.trim(source().line(number)).startsWith("#");
  }

  Invalid invalid(Span span, String problem) {
    return Invalid.of(source(), span, problem);
  }
}
