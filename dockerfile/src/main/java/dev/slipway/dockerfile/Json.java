package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the JSON form of arguments: an array of strings, and nothing after it.
final class Json {
  private static final int DEEPEST = 1000;

  private final String text;
  private int next;
  private int depth;

  private Json(String text, int start) {
    this.text = text;
    this.next = start;
  }

  /// One element: the string, and where it stands in the text with its quotes.
  record Item(String value, int start, int end) {}

  /// The text is an array, but element `start` to `end` is not a string.
  static final class NotAString extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int start;
    final int end;

    NotAString(int start, int end) {
      super("an element is not a string", null, false, false);
      this.start = start;
      this.end = end;
    }
  }

  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed() {
      super("not JSON", null, false, false);
    }
  }

  /// The array that `text` from `start` on is; empty when it is not an array, or not JSON.
  ///
  /// Throws [NotAString] for an array of something else.
  static Optional<List<Item>> strings(String text, int start) {
    var json = new Json(text, start);
    try {
      json.skipBlanks();
      if (!json.at('[')) {
        return Optional.empty();
      }
      return Optional.of(json.array());
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  /// The whole must be valid before the first element that is not a string counts.
  private List<Item> array() {
    var items = new ArrayList<Item>();
    int wrongStart = -1;
    int wrongEnd = -1;
    next++;
    skipBlanks();
    if (!at(']')) {
      while (true) {
        skipBlanks();
        int start = next;
        if (at('"')) {
          var value = string();
          items.add(new Item(value, start, next));
        } else {
          value();
          if (wrongStart < 0) {
            wrongStart = start;
            wrongEnd = next;
          }
        }
        skipBlanks();
        if (!at(',')) {
          break;
        }
        next++;
      }
    }
    expect(']');
    skipBlanks();
    if (next < text.length()) {
      throw new Malformed();
    }
    if (wrongStart >= 0) {
      throw new NotAString(wrongStart, wrongEnd);
    }
    return items;
  }

  private void value() {
    if (++depth > DEEPEST || next == text.length()) {
      throw new Malformed();
    }
    switch (text.charAt(next)) {
      case '"' -> string();
      case '[' -> members(']', false);
      case '{' -> members('}', true);
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
    depth--;
  }

  private void members(char close, boolean named) {
    next++;
    skipBlanks();
    if (!at(close)) {
      while (true) {
        skipBlanks();
        if (named) {
          if (!at('"')) {
            throw new Malformed();
          }
          string();
          skipBlanks();
          expect(':');
          skipBlanks();
        }
        value();
        skipBlanks();
        if (!at(',')) {
          break;
        }
        next++;
      }
    }
    expect(close);
  }

  private String string() {
    int start = ++next;
    char c = character();
    while (c != '"' && c != '\\') {
      c = character();
    }
    var plain = text.substring(start, next - 1);
    if (c == '"') {
      return plain;
    }
    var value = new StringBuilder(plain);
    while (c != '"') {
      value.append(c == '\\' ? escaped() : c);
      c = character();
    }
    return value.toString();
  }

  private char character() {
    if (next == text.length() || text.charAt(next) < ' ') {
      throw new Malformed();
    }
    return text.charAt(next++);
  }

  private char escaped() {
    if (next == text.length()) {
      throw new Malformed();
    }
    char c = text.charAt(next++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw new Malformed();
    };
  }

  /// Four hexadecimal digits. A surrogate without its partner is no character.
  private char unicode() {
    char unit = unit(next);
    next += 4;
    if (Character.isHighSurrogate(unit)) {
      boolean paired = text.startsWith("\\u", next) && Character.isLowSurrogate(unit(next + 2));
      return paired ? unit : '\uFFFD';
    }
    boolean partner =
        next >= 12
            && text.startsWith("\\u", next - 12)
            && isHexadecimal(next - 10)
            && Character.isHighSurrogate(unit(next - 10));
    return Character.isLowSurrogate(unit) && !partner ? '\uFFFD' : unit;
  }

  private char unit(int at) {
    if (!isHexadecimal(at)) {
      throw new Malformed();
    }
    return (char) Integer.parseInt(text.substring(at, at + 4), 16);
  }

  private boolean isHexadecimal(int at) {
    if (at + 4 > text.length()) {
      return false;
    }
    for (int index = at; index < at + 4; index++) {
      if (Character.digit(text.charAt(index), 16) < 0 || text.charAt(index) > 'f') {
        return false;
      }
    }
    return true;
  }

  private void number() {
    int start = next;
    if (at('-')) {
      next++;
    }
    if (at('0')) {
      next++;
    } else {
      digits();
    }
    if (at('.')) {
      next++;
      digits();
    }
    if (at('e') || at('E')) {
      next++;
      if (at('+') || at('-')) {
        next++;
      }
      digits();
    }
    if (next == start) {
      throw new Malformed();
    }
  }

  private void digits() {
    int start = next;
    while (next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9') {
      next++;
    }
    if (next == start) {
      throw new Malformed();
    }
  }

  private void literal(String word) {
    if (!text.startsWith(word, next)) {
      throw new Malformed();
    }
    next += word.length();
  }

  private void expect(char c) {
    if (!at(c)) {
      throw new Malformed();
    }
    next++;
  }

  private boolean at(char c) {
    return next < text.length() && text.charAt(next) == c;
  }

  private void skipBlanks() {
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
