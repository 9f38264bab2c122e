package dev.slipway.cli;

import java.util.function.IntPredicate;

/// What others wrote, fit to be shown: Dockerfiles, names of files, images and servers say what
/// they like, also what a terminal would obey.
final class HarmlessText {
  private HarmlessText() {}

  /// A text that may have several lines.
  static String lines(String text) {
    return without(text, sign -> Character.isISOControl(sign) && sign != '\n' && sign != '\t');
  }

  /// A text that stays on its line.
  static String line(String text) {
    return without(text, Character::isISOControl);
  }

  private static String without(String text, IntPredicate harmful) {
    return text.codePoints()
        .map(sign -> harmful.test(sign) ? '?' : sign)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
