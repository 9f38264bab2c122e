package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Reads one JSON text (RFC 8259), strictly: names that occur twice, halves of surrogate pairs and
/// whatever the grammar does not have are refused.
///
/// Jackson's own reader begins by preparing arithmetic on numbers that no image has, which takes
/// longer than reading all that a cached build reads.
final class JsonReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int END = -1;
  private static final int LONGEST_NUMBER = 1000;

  // Whatever has fewer digits is a long.
  private static final int SURE_DIGITS = 18;

  private final String what;
  private final String text;
  private int at;

  JsonReader(String what, String text) {
    this.what = what;
    this.text = text;
  }

  /// The only value of the text.
  JsonNode read() {
    skipSpace();
    if (at == text.length()) {
      throw new ImageException.Malformed(what + " is empty; a JSON document was expected");
    }
    var root = value(0);
    skipSpace();
    if (at < text.length()) {
      throw new ImageException.Malformed(what + " goes on after the end of the JSON document");
    }
    return root;
  }

  private JsonNode value(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw wrong("it is nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> NODES.textNode(string());
      case 't' -> word("true", NODES.booleanNode(true));
      case 'f' -> word("false", NODES.booleanNode(false));
      case 'n' -> word("null", NODES.nullNode());
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw unexpected("a value");
    };
  }

  private ObjectNode object(int depth) {
    var object = NODES.objectNode();
    at++;
    skipSpace();
    if (taken('}')) {
      return object;
    }
    do {
      skipSpace();
      if (peek() != '"') {
        throw unexpected("a name in double quotes");
      }
      int begin = at;
      var name = string();
      skipSpace();
      need(':', "':' after a name");
      skipSpace();
      if (object.replace(name, value(depth + 1)) != null) {
        at = begin;
        throw wrong("the name '" + name + "' occurs twice in one object");
      }
      skipSpace();
    } while (taken(','));
    need('}', "',' or '}'");
    return object;
  }

  private ArrayNode array(int depth) {
    var array = NODES.arrayNode();
    at++;
    skipSpace();
    if (taken(']')) {
      return array;
    }
    do {
      skipSpace();
      array.add(value(depth + 1));
      skipSpace();
    } while (taken(','));
    need(']', "',' or ']'");
    return array;
  }

  private JsonNode word(String word, JsonNode meaning) {
    if (!text.startsWith(word, at)) {
      throw unexpected("a value");
    }
    at += word.length();
    return meaning;
  }

  private String string() {
    int begin = ++at;
    int next = peek();
    while (next != '"' && next != '\\') {
      plain(next);
      next = peek();
    }
    var plain = text.substring(begin, at);
    if (next == '\\') {
      return escaped(new StringBuilder(plain));
    }
    at++;
    return plain;
  }

  private String escaped(StringBuilder string) {
    int next = peek();
    while (next != '"') {
      if (next == '\\') {
        at++;
        string.append(escape());
      } else {
        plain(next);
        string.append((char) next);
      }
      next = peek();
    }
    at++;
    var whole = string.toString();
    for (int i = 0; i < whole.length(); i += Character.charCount(whole.codePointAt(i))) {
      int c = whole.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw wrong("a string has half of a surrogate pair");
      }
    }
    return whole;
  }

  private void plain(int next) {
    if (next == END) {
      throw unexpected("the end of a string");
    }
    if (next < ' ') {
      throw wrong("a string has a control character that is not escaped");
    }
    at++;
  }

  private char escape() {
    int kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> (char) kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0 || peek() > 'f') {
            throw unexpected("four hexadecimal digits");
          }
          code = code << 4 | digit;
          at++;
        }
        yield (char) code;
      }
      default -> {
        at--;
        throw unexpected("an escape sequence");
      }
    };
  }

  private JsonNode number() {
    int begin = at;
    boolean _ = taken('-');
    if (!taken('0')) {
      digits();
    }
    boolean whole = true;
    if (taken('.')) {
      digits();
      whole = false;
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
      whole = false;
    }
    var digits = text.substring(begin, at);
    if (digits.length() > LONGEST_NUMBER) {
      at = begin;
      throw wrong("a number has more than " + LONGEST_NUMBER + " characters");
    }
    if (!whole) {
      return fraction(begin, digits);
    }
    return digits.length() <= SURE_DIGITS
        ? NODES.numberNode(Long.parseLong(digits))
        : large(new BigInteger(digits));
  }

  private JsonNode fraction(int begin, String digits) {
    try {
      return NODES.numberNode(new BigDecimal(digits));
    } catch (NumberFormatException e) {
      at = begin;
      throw wrong("a number has too large an exponent");
    }
  }

  private static JsonNode large(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private void digits() {
    if (peek() < '0' || peek() > '9') {
      throw unexpected("a digit");
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean taken(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void need(char wanted, String name) {
    if (!taken(wanted)) {
      throw unexpected(name);
    }
  }

  private ImageException unexpected(String wanted) {
    int next = peek();
    if (next == END) {
      return wrong("it ends where " + wanted + " was expected");
    }
    var found =
        next > ' ' && next < 0x7f ? "'" + (char) next + "'" : "character U+%04X".formatted(next);
    return wrong(found + " came where " + wanted + " was expected");
  }

  private ImageException wrong(String problem) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    return new ImageException.Malformed(
        "%s is not well-formed JSON: %s (line %d, column %d)"
            .formatted(what, problem, line, at - begin + 1));
  }
}
