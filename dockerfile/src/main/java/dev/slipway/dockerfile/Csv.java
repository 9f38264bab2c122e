package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// One record of comma-separated values (RFC 4180), the form of `--mount` and `--device`.
final class Csv {
  private Csv() {}

  /// The fields of `text`. Throws IllegalArgumentException on a stray quote.
  static List<String> fields(String text) {
    var fields = new ArrayList<String>();
    int at = 0;
    while (true) {
      var field = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = quoted(text, at + 1, field);
        if (at < text.length() && text.charAt(at) != ',') {
          throw stray(at, "extraneous or missing \" in quoted-field");
        }
      } else {
        while (at < text.length() && text.charAt(at) != ',') {
          if (text.charAt(at) == '"') {
            throw stray(at, "bare \" in non-quoted-field");
          }
          field.append(text.charAt(at++));
        }
      }
      fields.add(field.toString());
      if (at >= text.length()) {
        return fields;
      }
      at++;
    }
  }

  private static int quoted(String text, int from, StringBuilder field) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        return at;
      }
    }
    throw stray(at, "extraneous or missing \" in quoted-field");
  }

  private static IllegalArgumentException stray(int at, String problem) {
    return new IllegalArgumentException("parse error on column %d: %s".formatted(at + 1, problem));
  }
}
