package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Splits a logical line into keyword, flags and arguments, each instruction in its own way.
final class StatementReader {
  private static final int DEEPEST_TRIGGER = 20;

  private final LogicalLine line;
  private final char escape;
  private final String text;
  private final int end;

  private StatementReader(LogicalLine line, char escape) {
    this.line = line;
    this.escape = escape;
    this.text = Blanks.trimEnd(line.text());
    this.end = text.length();
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
    while (keywordEnd < end && !Blanks.separates(text.charAt(keywordEnd))) {
      keywordEnd++;
    }
    var keyword = line.word(start, keywordEnd);
    var flags = List.<Word>of();
    int rest = skipSpaces(keywordEnd);
    if (text.startsWith(FlagReader.DASHES, rest)) {
      var reader = new FlagReader(line, escape, keywordEnd, end);
      flags = reader.words();
      rest = skipSpaces(reader.rest());
    }
    var meaning = Keyword.find(keyword.text());
    var arguments =
        meaning.isPresent() ? arguments(meaning.get(), rest, depth) : Arguments.Words.NONE;
    return new Statement(line, keyword, meaning, flags, arguments);
  }

  private Arguments arguments(Keyword keyword, int start, int depth) {
    if (start >= end) {
      return Arguments.Words.NONE;
    }
    return switch (keyword) {
      case ADD, COPY, VOLUME -> {
        var json = json(start);
        yield json.isPresent() ? json.get() : splitAtBlanks(start);
      }
      case RUN, CMD, ENTRYPOINT, SHELL -> jsonOrWhole(start);
      case FROM, EXPOSE -> splitAtBlanks(start);
      case ARG -> wordsWithQuotes(start);
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

  private Arguments.Words jsonOrWhole(int start) {
    var json = json(start);
    return json.isPresent() ? json.get() : whole(start);
  }

  private Optional<Arguments.Words> json(int start) {
    if (text.charAt(start) != '[') {
      return Optional.empty();
    }
    try {
      var items = Json.strings(text, start);
      return items.isPresent() ? Optional.of(words(items.get())) : Optional.empty();
    } catch (Json.NotAString e) {
      throw Invalid.of(
          line.source(),
          line.span(e.start, e.end),
          "when using JSON array syntax, arrays must be comprised of strings only");
    }
  }

  private Arguments.Words wordsWithQuotes(int start) {
    var words = new ArrayList<Word>();
    for (var word : quotedWords(start)) {
      words.add(new Word(word.text(), line.span(word.start(), word.end())));
    }
    return new Arguments.Words(words, false);
  }

  private Arguments.Words words(List<Json.Item> items) {
    var words = new ArrayList<Word>();
    for (var item : items) {
      words.add(new Word(item.value(), line.span(item.start(), item.end())));
    }
    return new Arguments.Words(words, true);
  }

  private Arguments.Words splitAtBlanks(int start) {
    var words = new ArrayList<Word>();
    int at = start;
    while (at < end) {
      int wordEnd = at;
      while (wordEnd < end && !Blanks.separates(text.charAt(wordEnd))) {
        wordEnd++;
      }
      words.add(line.word(at, wordEnd));
      at = wordEnd;
      while (at < end && Blanks.separates(text.charAt(at))) {
        at++;
      }
    }
    return new Arguments.Words(words, false);
  }

  private Arguments test(int start) {
    int kindEnd = start;
    while (kindEnd < end && !Blanks.isSpace(text.charAt(kindEnd))) {
      kindEnd++;
    }
    int command = skipSpaces(kindEnd);
    var words = command < end ? jsonOrWhole(command) : Arguments.Words.NONE;
    return new Arguments.Test(line.word(start, kindEnd), words);
  }

  private Arguments pairs(Keyword keyword, int start) {
    var words = quotedWords(start);
    if (!words.isEmpty() && words.getFirst().text().indexOf('=') < 0) {
      return lonePair(keyword, start);
    }
    var pairs = new ArrayList<Pair>();
    for (var word : words) {
      pairs.add(pair(word));
    }
    return new Arguments.Pairs(pairs, Instruction.Notation.EQUALS);
  }

  private Arguments lonePair(Keyword keyword, int start) {
    int nameEnd = start;
    while (nameEnd < end && !Blanks.separates(text.charAt(nameEnd))) {
      nameEnd++;
    }
    int value = nameEnd;
    while (value < end && Blanks.separates(text.charAt(value))) {
      value++;
    }
    if (value == end) {
      throw Invalid.of(line.source(), line.span(start, end), keyword + " must have two arguments");
    }
    return new Arguments.Pairs(
        List.of(new Pair(line.word(start, nameEnd), line.word(value, end))),
        Instruction.Notation.BLANK);
  }

  private Pair pair(Quoted word) {
    int equals = word.text().indexOf('=');
    if (equals < 0) {
      throw noPair(word);
    }
    int middle = word.start() + equals;
    return new Pair(
        line.word(word.start(), middle),
        new Word(word.text().substring(equals + 1), line.span(middle + 1, word.end())));
  }

  private Invalid noPair(Quoted word) {
    return Invalid.of(
            line.source(),
            line.span(word.start(), word.end()),
            "Syntax error - can't find = in \"%s\". Must be of the form: name=value"
                .formatted(word.text()))
        .advising("A value with blanks needs quotes: name=\"two words\".");
  }

  /// A word as it stands in the line, quotes and all.
  private record Quoted(String text, int start, int end) {}

  /// Words that blanks end, save in quotes and after the escape character; both stay in the word.
  private List<Quoted> quotedWords(int start) {
    var words = new ArrayList<Quoted>();
    int at = skipSpaces(start);
    while (at < end) {
      int from = at;
      int wordEnd = at;
      char quote = 0;
      while (at < end && (quote != 0 || !Blanks.isSpace(text.charAt(at)))) {
        char c = text.charAt(at);
        if (c == escape && quote != '\'') {
          at++;
          if (at == end) {
            // An escape character at the very end says nothing.
            break;
          }
        } else if (quote == 0 && (c == '\'' || c == '"')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        }
        at++;
        wordEnd = at;
      }
      if (wordEnd > from) {
        words.add(new Quoted(text.substring(from, wordEnd), from, at));
      }
      at = skipSpaces(at);
    }
    return words;
  }

  private int skipSpaces(int from) {
    int at = from;
    while (at < end && Blanks.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
