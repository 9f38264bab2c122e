package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The pattern of `${v#p}`, `${v%p}` and `${v/p/r}`: `*`, `?`, and characters.
///
/// Neither `*` nor `?` crosses a newline. Matching takes time in proportion to pattern times text,
/// whatever the pattern.
record ShellGlob(List<Integer> elements) {
  private static final int STAR = -1;
  private static final int ANY = -2;

  ShellGlob {
    elements = List.copyOf(elements);
  }

  /// Throws IllegalArgumentException when something is escaped that needs no escape.
  static ShellGlob parse(String pattern) {
    var elements = new ArrayList<Integer>();
    var points = points(pattern);
    for (int index = 0; index < points.length; index++) {
      switch (points[index]) {
        case '*' -> elements.add(STAR);
        case '?' -> elements.add(ANY);
        case '\\' -> {
          index++;
          int escaped = index < points.length ? points[index] : 0xFFFD;
          if ("*?\\}/".indexOf(escaped) < 0) {
            throw new IllegalArgumentException("invalid escape '\\%c'".formatted(escaped));
          }
          elements.add(escaped);
        }
        default -> elements.add(points[index]);
      }
    }
    return new ShellGlob(elements);
  }

  /// What `pattern` leaves of `value` when it takes off the shortest, or the longest, start.
  ///
  /// Throws IllegalArgumentException as [#parse] does.
  static String withoutPrefix(String value, String pattern, boolean longest) {
    if (isPlain(pattern)) {
      return value.startsWith(pattern) ? value.substring(pattern.length()) : value;
    }
    return parse(pattern).withoutPrefix(value, longest);
  }

  /// What `pattern` leaves of `value` when it takes off the shortest, or the longest, end.
  ///
  /// Throws IllegalArgumentException as [#parse] does.
  static String withoutSuffix(String value, String pattern, boolean longest) {
    if (isPlain(pattern)) {
      return value.endsWith(pattern)
          ? value.substring(0, value.length() - pattern.length())
          : value;
    }
    return parse(pattern).withoutSuffix(value, longest);
  }

  // Most are: a file name's end, a version's `v`.
  private static boolean isPlain(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*' || c == '?' || c == '\\' || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private String withoutPrefix(String value, boolean longest) {
    var points = points(value);
    int end = end(points, 0, longest);
    return end < 0 ? value : text(points, end, points.length);
  }

  /// The same from the other end: pattern and value are turned round.
  private String withoutSuffix(String value, boolean longest) {
    var points = reversed(points(value));
    int end = new ShellGlob(elements.reversed()).end(points, 0, longest);
    return end < 0 ? value : text(reversed(points), 0, points.length - end);
  }

  String replaceFirst(String value, String replacement) {
    var points = points(value);
    for (int start = 0; start <= points.length; start++) {
      int end = end(points, start, true);
      if (end >= 0) {
        return text(points, 0, start) + replacement + text(points, end, points.length);
      }
    }
    return value;
  }

  String replaceAll(String value, String replacement) {
    var points = points(value);
    var out = new StringBuilder();
    int copied = 0;
    int start = 0;
    int lastEnd = -1;
    while (start <= points.length) {
      int end = end(points, start, true);
      if (end < 0 || (end == start && start == lastEnd)) {
        start++;
        continue;
      }
      out.append(text(points, copied, start));
      out.append(template(replacement, text(points, start, end)));
      copied = end;
      lastEnd = end;
      start = end == start ? end + 1 : end;
    }
    return out.append(text(points, copied, points.length)).toString();
  }

  /// Where a match that starts at `start` ends, or -1.
  private int end(int[] points, int start, boolean longest) {
    var reached = new BitSet();
    reached.set(start);
    for (int element : elements) {
      var following = new BitSet();
      if (element == STAR) {
        spread(points, reached, following);
      } else {
        for (int at = reached.nextSetBit(0); at >= 0; at = reached.nextSetBit(at + 1)) {
          if (at < points.length && (element == ANY ? points[at] != '\n' : points[at] == element)) {
            following.set(at + 1);
          }
        }
      }
      reached = following;
    }
    return longest ? reached.length() - 1 : reached.nextSetBit(0);
  }

  private static void spread(int[] points, BitSet from, BitSet to) {
    for (int at = from.nextSetBit(0); at >= 0; at = from.nextSetBit(to.length())) {
      to.set(at);
      for (int end = at; end < points.length && points[end] != '\n'; end++) {
        to.set(end + 1);
      }
    }
  }

  /// In `//` BuildKit reads `$0`, `${0}` and `$$` of the replacement as its regular expression
  /// library does, so that a name other than 0 stands for nothing.
  private static String template(String replacement, String match) {
    var out = new StringBuilder();
    int copied = 0;
    for (int at = replacement.indexOf('$'); at >= 0; at = replacement.indexOf('$', copied)) {
      out.append(replacement, copied, at);
      int after = at + 1;
      if (after < replacement.length() && replacement.charAt(after) == '$') {
        out.append('$');
        copied = after + 1;
        continue;
      }
      boolean braced = after < replacement.length() && replacement.charAt(after) == '{';
      int from = braced ? after + 1 : after;
      int to = from;
      while (to < replacement.length() && isName(replacement.charAt(to))) {
        to++;
      }
      boolean closed = !braced || (to < replacement.length() && replacement.charAt(to) == '}');
      if (to == from || !closed) {
        out.append('$');
        copied = after;
        continue;
      }
      out.append(replacement.substring(from, to).equals("0") ? match : "");
      copied = braced ? to + 1 : to;
    }
    return out.append(replacement, copied, replacement.length()).toString();
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static int[] points(String text) {
    var points = new int[text.codePointCount(0, text.length())];
    for (int index = 0, at = 0; index < points.length; index++) {
      points[index] = text.codePointAt(at);
      at += Character.charCount(points[index]);
    }
    return points;
  }

  private static int[] reversed(int[] points) {
    var turned = new int[points.length];
    for (int index = 0; index < points.length; index++) {
      turned[index] = points[points.length - 1 - index];
    }
    return turned;
  }

  private static String text(int[] points, int start, int end) {
    return new String(points, start, end - start);
  }
}
