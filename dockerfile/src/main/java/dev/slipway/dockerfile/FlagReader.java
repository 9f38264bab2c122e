package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// Reads the words `--name=value` between an instruction and its arguments, without their quotes.
final class FlagReader {
  /// What flags begin with.
  static final String DASHES = "--";

  private final LogicalLine line;
  private final String text;
  private final char escape;
  private final int end;
  private final List<Word> words = new ArrayList<>();
  private int next;

  FlagReader(LogicalLine line, char escape, int start, int end) {
    this.line = line;
    this.text = line.text();
    this.escape = escape;
    this.end = end;
    this.next = start;
    skipBlanks();
    while (text.startsWith(DASHES, next) && next + 1 < end && readOne()) {
      skipBlanks();
    }
  }

  /// The flags in order.
  List<Word> words() {
    return words;
  }

  /// Where the arguments start.
  int rest() {
    return next;
  }

  /// Reads one flag; false after a bare `--`, which ends them.
  private boolean readOne() {
    int start = next;
    while (next < end && isPlain(text.charAt(next))) {
      next++;
    }
    var plain = text.substring(start, next);
    var word = next == end || Blanks.separates(text.charAt(next)) ? plain : unquoted(plain);
    if (word.equals(DASHES)) {
      return false;
    }
    words.add(new Word(word, line.span(start, next)));
    return true;
  }

  private boolean isPlain(char c) {
    return c != '\'' && c != '"' && c != escape && !Blanks.separates(c);
  }

  /// The rest of a word that begins with `plain`, without quotes and escape characters.
  private String unquoted(String plain) {
    var word = new StringBuilder(plain);
    char quote = 0;
    while (next < end && (quote != 0 || !Blanks.separates(text.charAt(next)))) {
      char c = text.charAt(next++);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c != escape) {
        word.append(c);
      } else if (next < end) {
        word.append(text.charAt(next++));
      }
    }
    return word.toString();
  }

  private void skipBlanks() {
    while (next < end && Blanks.separates(text.charAt(next))) {
      next++;
    }
  }
}
