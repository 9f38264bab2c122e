package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
import java.util.List;

/// Splits a logical line into keyword, flags and arguments, each instruction in its own way.
final class StatementReader {
  private static final int DEEPEST_TRIGGER = 20;

  private final LogicalLine line;
  private final char escape;
  private final int end;

  private StatementReader(LogicalLine line, char escape) {
    this.line = line;
    this.escape = escape;
    int last = line.length();
    while (last > 0 && Blanks.isSpace(line.charAt(last - 1))) {
      last--;
    }
    this.end = last;
  }

  /// Splits `line`. An unknown keyword is no error yet.
  ///
  /// Throws [Invalid] when arguments are not in the form that the instruction needs.
  static Statement read(LogicalLine line, char escape) {
    return new StatementReader(line, escape).statement(0, 0);
  }

  private Statement statement(int from, int depth) {
    int start = skipSpaces(from);
    int keywordEnd = start;
    while (keywordEnd < end && !Blanks.separates(line.charAt(keywordEnd))) {
      keywordEnd++;
    }
    var keyword = line.word(start, keywordEnd);
    var flags = new FlagReader(line, escape, keywordEnd, end);
    int rest = skipSpaces(flags.rest());
    var arguments =
        Keyword.find(keyword.text())
            .map(known -> arguments(known, rest, depth))
            .orElse(Arguments.Words.NONE);
    return new Statement(line, keyword, flags.words(), arguments);
  }

  private Arguments arguments(Keyword keyword, int start, int depth) {
    if (start >= end) {
      return Arguments.Words.NONE;
    }
    return switch (keyword) {
      case ADD, COPY, VOLUME -> jsonOr(start, splitAtBlanks(start));
      case RUN, CMD, ENTRYPOINT, SHELL -> jsonOr(start, whole(start));
      case FROM, EXPOSE -> splitAtBlanks(start);
      case ARG -> new Arguments.Words(quotedWords(start).stream().map(this::word).toList(), false);
      case ENV, LABEL -> pairs(keyword, start);
      case MAINTAINER, STOPSIGNAL, USER, WORKDIR -> whole(start);
      case HEALTHCHECK -> test(start);
      case ONBUILD -> {
        if (depth == DEEPEST_TRIGGER) {
          throw Invalid.of(
              line.source(),
              line.span(start, end),
              "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        }
        yield new Arguments.Trigger(statement(start, depth + 1), start);
      }
    };
  }

  private Arguments.Words whole(int start) {
    return new Arguments.Words(List.of(line.word(start, end)), false);
  }

  private Arguments.Words jsonOr(int start, Arguments.Words otherwise) {
    if (line.charAt(start) != '[') {
      return otherwise;
    }
    try {
      return Json.strings(line.text().substring(0, end), start)
          .map(
              items ->
                  new Arguments.Words(
                      items.stream()
                          .map(item -> new Word(item.value(), line.span(item.start(), item.end())))
                          .toList(),
                      true))
          .orElse(otherwise);
    } catch (Json.NotAString e) {
      throw Invalid.of(
          line.source(),
          line.span(e.start, e.end),
          "when using JSON array syntax, arrays must be comprised of strings only");
    }
  }

  private Arguments.Words splitAtBlanks(int start) {
    var words = new ArrayList<Word>();
    int at = start;
    while (at < end) {
      int wordEnd = at;
      while (wordEnd < end && !Blanks.separates(line.charAt(wordEnd))) {
        wordEnd++;
      }
      words.add(line.word(at, wordEnd));
      at = wordEnd;
      while (at < end && Blanks.separates(line.charAt(at))) {
        at++;
      }
    }
    return new Arguments.Words(words, false);
  }

  private Arguments test(int start) {
    int kindEnd = start;
    while (kindEnd < end && !Blanks.isSpace(line.charAt(kindEnd))) {
      kindEnd++;
    }
    int command = skipSpaces(kindEnd);
    var words = command < end ? jsonOr(command, whole(command)) : Arguments.Words.NONE;
    return new Arguments.Test(line.word(start, kindEnd), words);
  }

  private Arguments pairs(Keyword keyword, int start) {
    var words = quotedWords(start);
    if (words.isEmpty() || words.getFirst().text().indexOf('=') >= 0) {
      return new Arguments.Pairs(
          words.stream().map(this::pair).toList(), Instruction.Notation.EQUALS);
    }
    int nameEnd = start;
    while (nameEnd < end && !Blanks.separates(line.charAt(nameEnd))) {
      nameEnd++;
    }
    int value = nameEnd;
    while (value < end && Blanks.separates(line.charAt(value))) {
      value++;
    }
    if (value == end) {
      throw Invalid.of(line.source(), line.span(start, end), keyword + " must have two arguments");
    }
    return new Arguments.Pairs(
        List.of(new Pair(line.word(start, nameEnd), line.word(value, end))),
        Instruction.Notation.BLANK);
  }

  private Word word(Quoted quoted) {
    return new Word(quoted.text(), line.span(quoted.start(), quoted.end()));
  }

  private Pair pair(Quoted word) {
    int equals = word.text().indexOf('=');
    if (equals < 0) {
      throw Invalid.of(
              line.source(),
              line.span(word.start(), word.end()),
              "Syntax error - can't find = in \"%s\". Must be of the form: name=value"
                  .formatted(word.text()))
          .advising("A value with blanks needs quotes: name=\"two words\".");
    }
    int middle = word.start() + equals;
    return new Pair(
        line.word(word.start(), middle),
        new Word(word.text().substring(equals + 1), line.span(middle + 1, word.end())));
  }

  /// A word as it stands in the line, quotes and all.
  private record Quoted(String text, int start, int end) {}

  /// Words that blanks end, save in quotes and after the escape character; both stay in the word.
  private List<Quoted> quotedWords(int start) {
    var words = new ArrayList<Quoted>();
    int at = skipSpaces(start);
    while (at < end) {
      var word = new StringBuilder();
      int from = at;
      char quote = 0;
      while (at < end && (quote != 0 || !Blanks.isSpace(line.charAt(at)))) {
        char c = line.charAt(at);
        if (c == escape && quote != '\'') {
          if (at + 1 == end) {
            // An escape character at the very end says nothing.
            at++;
            break;
          }
          word.append(c);
          c = line.charAt(++at);
        } else if (quote == 0 && (c == '\'' || c == '"')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        }
        word.append(c);
        at++;
      }
      if (!word.isEmpty()) {
        words.add(new Quoted(word.toString(), from, at));
      }
      at = skipSpaces(at);
    }
    return words;
  }

  private int skipSpaces(int from) {
    int at = from;
    while (at < end && Blanks.isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }
}
