package dev.slipway.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Statements as the corpus writes them down: `(copy ["--link"] "a" "b")`.
final class StatementDump {
  private StatementDump() {}

  static String of(List<Statement> statements) {
    return statements.stream()
        .map(statement -> "(" + of(statement) + ")")
        .collect(Collectors.joining("\n"));
  }

  private static String of(Statement statement) {
    var out = new StringBuilder(statement.keyword().text().toLowerCase(Locale.ROOT));
    if (!statement.flags().isEmpty()) {
      out.append(
          statement.flags().stream()
              .map(flag -> quoted(flag.text()))
              .collect(Collectors.joining(" ", " [", "]")));
    }
    switch (statement.arguments()) {
      case Arguments.Words(var words, _) -> words.forEach(word -> append(out, word));
      case Arguments.Pairs(var pairs, var notation) ->
          pairs.forEach(
              pair -> {
                append(out, pair.name());
                append(out, pair.value());
                out.append(notation == Instruction.Notation.EQUALS ? " \"=\"" : " \"\"");
              });
      case Arguments.Test(var kind, var command) -> {
        append(out, kind);
        command.words().forEach(word -> append(out, word));
      }
      case Arguments.Trigger(var inner, _) -> out.append(" (").append(of(inner)).append(')');
    }
    return out.toString();
  }

  private static void append(StringBuilder out, Word word) {
    out.append(' ').append(quoted(word.text()));
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (point < ' ') {
                    out.append("\\x%02x".formatted(point));
                  } else {
                    out.appendCodePoint(point);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
