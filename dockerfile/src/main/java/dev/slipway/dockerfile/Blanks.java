package dev.slipway.dockerfile;

/// The two ideas of white space that the language has.
final class Blanks {
  private Blanks() {}

  /// White space as Unicode has it: what is trimmed, and what ends quote-aware words.
  static boolean isSpace(int point) {
    return point < 0x80
        ? point == ' ' || (point >= '\t' && point <= '\r')
        : point == 0x85 || Character.isSpaceChar(point);
  }

  /// What separates an instruction from its arguments, and plain arguments from each other.
  static boolean separates(char c) {
    return c == '\t' || c == 0x0B || c == '\f' || c == '\r' || c == ' ';
  }

  static boolean isBlank(String text) {
    return text.chars().allMatch(Blanks::isSpace);
  }

  /// `text` without white space at its start and end.
  static String trim(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return trimEnd(text.substring(start));
  }

  /// `text` without white space at its end.
  static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
