package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Unexpandable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// One pass over one word or line: quotes, escapes, variables and the split into words.
///
/// The same pass serves expansion and the search for heredocs; [Rules] tells them apart.
final class Lexer {
  private static final int END = -1;
  private static final int DEEPEST = 200;
  private static final String SPECIAL = "@*#?-$!";

  /// What becomes of quotes.
  enum Quotes {
    REMOVED,
    KEPT,
    ORDINARY
  }

  /// What becomes of escape characters.
  enum Escapes {
    REMOVED,
    KEPT
  }

  /// What becomes of a variable that is not set.
  enum Unset {
    EMPTY,
    KEPT
  }

  record Rules(Quotes quotes, Escapes escapes, Unset unset) {
    static final Rules EXPANDING = new Rules(Quotes.REMOVED, Escapes.REMOVED, Unset.EMPTY);
    static final Rules BODY = new Rules(Quotes.ORDINARY, Escapes.REMOVED, Unset.EMPTY);
    static final Rules RAW = new Rules(Quotes.KEPT, Escapes.KEPT, Unset.KEPT);
    static final Rules DELIMITER = new Rules(Quotes.REMOVED, Escapes.REMOVED, Unset.KEPT);
    static final Rules QUOTED_DELIMITER = new Rules(Quotes.KEPT, Escapes.REMOVED, Unset.KEPT);
  }

  private final String text;
  private final char escape;
  private final Rules rules;
  private final Variables variables;
  private final List<String> used = new ArrayList<>();
  private final List<String> undefined = new ArrayList<>();
  private int next;
  private int depth;

  Lexer(String text, char escape, Rules rules, Variables variables) {
    this.text = text;
    this.escape = escape;
    this.rules = rules;
    this.variables = variables;
  }

  Expanded read() {
    var output = until(END, rules.escapes());
    return new Expanded(
        output.text(), output.words(), new LinkedHashSet<>(used), new LinkedHashSet<>(undefined));
  }

  /// The text of what [#read] reads.
  String text() {
    return until(END, rules.escapes()).text();
  }

  /// Reads up to and over `stop`, which may be the end.
  private LexedText until(int stop, Escapes escapes) {
    if (depth == DEEPEST) {
      throw failure("syntax error: substitutions are nested too deeply");
    }
    depth++;
    var output = new LexedText();
    while (next < text.length()) {
      int point = peek();
      if (point == stop) {
        next++;
        depth--;
        return output;
      }
      readOne(point, stop, escapes, output);
    }
    if (stop != END) {
      throw failure(
          "unexpected end of statement while looking for matching " + Character.toString(stop));
    }
    depth--;
    return output;
  }

  private void readOne(int point, int stop, Escapes escapes, LexedText output) {
    boolean quotesMatter = rules.quotes() != Quotes.ORDINARY;
    if (point == '$') {
      output.addSplitting(dollar());
    } else if (point == '<') {
      output.addWhole(possibleHeredoc());
    } else if (point == '\'' && quotesMatter) {
      output.addWhole(singleQuoted());
    } else if (point == '"' && quotesMatter) {
      doubleQuoted(escapes, output);
    } else if (point == escape) {
      next++;
      if (escapes == Escapes.KEPT) {
        output.addWhole(Character.toString(point));
      }
      if (next < text.length()) {
        output.addWhole(Character.toString(take()));
      }
    } else {
      // At least one character, and on to what may mean something.
      int start = next;
      next = endOfPlain(start + 1, stop);
      output.addSplitting(text, start, next);
    }
  }

  /// The index of the first character from `from` on that may mean something, or the end.
  private int endOfPlain(int from, int stop) {
    int end = from;
    while (end < text.length() && isPlain(text.charAt(end), stop)) {
      end++;
    }
    return end;
  }

  private boolean isPlain(char c, int stop) {
    return c != '$' && c != '<' && c != '\'' && c != '"' && c != escape && c != stop;
  }

  private String singleQuoted() {
    int start = next;
    int close = text.indexOf('\'', start + 1);
    if (close < 0) {
      next = text.length();
      throw failure("unexpected end of statement while looking for matching single-quote");
    }
    next = close + 1;
    return rules.quotes() == Quotes.KEPT
        ? text.substring(start, next)
        : text.substring(start + 1, close);
  }

  private void doubleQuoted(Escapes escapes, LexedText output) {
    quote(output);
    while (next < text.length()) {
      int point = peek();
      if (point == '"') {
        quote(output);
        return;
      }
      if (point == '$') {
        output.addWhole(dollar());
      } else if (point == escape) {
        escapeInDoubleQuotes(escapes, output);
      } else {
        int start = next;
        next = endOfPlain(start + 1, '"');
        output.addWhole(text, start, next);
      }
    }
    throw failure("unexpected end of statement while looking for matching double-quote");
  }

  private void quote(LexedText output) {
    if (rules.quotes() == Quotes.KEPT) {
      output.addWhole(text, next, next + 1);
    }
    next++;
  }

  /// In double quotes the escape character takes effect only before `"`, `$` and itself.
  private void escapeInDoubleQuotes(Escapes escapes, LexedText output) {
    int start = next++;
    int point = peek();
    boolean takesEffect = point == '"' || point == '$' || point == escape;
    if (!takesEffect || escapes == Escapes.KEPT) {
      output.addWhole(text, start, next);
    }
    if (takesEffect) {
      output.addWhole(text, next, next + 1);
      next++;
    } else if (point != END && escapes == Escapes.KEPT) {
      output.addWhole(text, start, start + 1);
    }
  }

  /// `<<` belongs to the word after it, blanks in between included.
  private String possibleHeredoc() {
    int start = next;
    next++;
    if (next < text.length() && text.charAt(next) == '<') {
      next++;
      while (next < text.length() && isBlankInHeredoc(text.charAt(next))) {
        next++;
      }
    }
    return text.substring(start, next);
  }

  private static boolean isBlankInHeredoc(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private String dollar() {
    next++;
    if (peek() != '{') {
      var name = name();
      if (name.isEmpty()) {
        return "$";
      }
      var value = look(name);
      return value.set() || rules.unset() == Unset.EMPTY ? value.text() : "$" + name;
    }
    next++;
    switch (peek()) {
      case END -> throw failure("syntax error: missing '}'");
      case '{', '}', ':' -> throw failure("syntax error: bad substitution");
      default -> {}
    }
    return braced(name());
  }

  private String braced(String name) {
    int modifier = takeOrEnd();
    return switch (modifier) {
      case '}' -> {
        var value = look(name);
        yield value.set() || rules.unset() == Unset.EMPTY ? value.text() : "${" + name + "}";
      }
      case ':' -> conditional(name, takeOrEnd(), ":");
      case '+', '-', '?' -> conditional(name, modifier, "");
      case '#', '%' -> trimmed(name, modifier);
      case '/' -> replaced(name);
      default -> throw unsupported(shown(modifier));
    };
  }

  private String conditional(String name, int modifier, String colon) {
    if (modifier == '#' || modifier == '%') {
      throw unsupported(colon + shown(modifier));
    }
    var word = nested('}', Escapes.REMOVED, "syntax error: missing '}'");
    var value = look(name);
    if (keeps(value)) {
      return "${" + name + colon + shown(modifier) + word + "}";
    }
    boolean emptyCounts = !colon.isEmpty();
    boolean present = value.set() && !(emptyCounts && value.text().isEmpty());
    return switch (modifier) {
      case '-' -> present ? value.text() : word;
      case '+' -> present ? word : "";
      case '?' -> {
        if (!present) {
          var state = value.set() ? "is not allowed to be empty" : "is not allowed to be unset";
          throw failure(name + ": " + (word.isEmpty() ? state : word));
        }
        yield value.text();
      }
      default -> throw unsupported(colon + shown(modifier));
    };
  }

  private String trimmed(String name, int modifier) {
    var word = nested('}', Escapes.KEPT, "syntax error: missing '}'");
    var value = look(name);
    if (keeps(value)) {
      return "${" + name + shown(modifier) + word + "}";
    }
    boolean longest = !word.isEmpty() && word.charAt(0) == modifier;
    var pattern = longest ? word.substring(1) : word;
    try {
      return modifier == '#'
          ? ShellGlob.withoutPrefix(value.text(), pattern, longest)
          : ShellGlob.withoutSuffix(value.text(), pattern, longest);
    } catch (IllegalArgumentException e) {
      throw badPattern(pattern, e);
    }
  }

  private String replaced(String name) {
    boolean all = peek() == '/';
    if (all) {
      take();
    }
    var pattern = nested('/', Escapes.KEPT, "syntax error: missing '/' in ${}");
    var replacement = nested('}', Escapes.KEPT, "syntax error: missing '}'");
    var value = look(name);
    if (keeps(value)) {
      return "${" + name + "/" + pattern + "/" + replacement + "}";
    }
    return all
        ? glob(pattern).replaceAll(value.text(), replacement)
        : glob(pattern).replaceFirst(value.text(), replacement);
  }

  private boolean keeps(Value value) {
    return rules.unset() == Unset.KEPT && !value.set();
  }

  private ShellGlob glob(String pattern) {
    try {
      return ShellGlob.parse(pattern);
    } catch (IllegalArgumentException e) {
      throw badPattern(pattern, e);
    }
  }

  private Unexpandable badPattern(String pattern, IllegalArgumentException problem) {
    return failure(
        "invalid pattern (%s) in substitution: %s".formatted(pattern, problem.getMessage()));
  }

  /// A word inside `${…}`; when the text ends in it, `missing` says what is wrong.
  private String nested(char stop, Escapes escapes, String missing) {
    int outer = depth;
    int end = endOfPlain(next, stop);
    if (end < text.length() && text.charAt(end) == stop && outer < DEEPEST) {
      // Most words are plain.
      var plain = text.substring(next, end);
      next = end + 1;
      return plain;
    }
    try {
      return until(stop, escapes).text();
    } catch (Unexpandable inner) {
      if (next < text.length() || outer == DEEPEST) {
        throw inner;
      }
      throw failure(missing);
    }
  }

  /// Letters, digits and `_`; or digits alone; or one of the shell's special parameters.
  private String name() {
    int start = next;
    int first = peek();
    if (Character.isDigit(first)) {
      while (Character.isDigit(peek())) {
        take();
      }
    } else if (isNamePart(first)) {
      while (isNamePart(peek())) {
        take();
      }
    } else if (first != END && SPECIAL.indexOf(first) >= 0) {
      next++;
    }
    return text.substring(start, next);
  }

  // Nearly all are ASCII, which needs no tables.
  private static boolean isNamePart(int point) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || point == '_'
        || (point >= 0x80 && Character.isLetterOrDigit(point));
  }

  private record Value(boolean set, String text) {}

  private Value look(String name) {
    var found = variables.find(name);
    (found.isPresent() ? used : undefined).add(name);
    return new Value(found.isPresent(), found.orElse(""));
  }

  private int peek() {
    return next < text.length() ? text.codePointAt(next) : END;
  }

  private int take() {
    int point = text.codePointAt(next);
    next += Character.charCount(point);
    return point;
  }

  private int takeOrEnd() {
    return next < text.length() ? take() : END;
  }

  private static String shown(int point) {
    return point == END ? "\uFFFD" : Character.toString(point);
  }

  private Unexpandable unsupported(String modifier) {
    return failure("unsupported modifier (%s) in substitution".formatted(modifier));
  }

  private Unexpandable failure(String problem) {
    return new Unexpandable(text, problem, undefined);
  }
}
