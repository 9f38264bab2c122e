package dev.slipway.cli;

/// What others wrote, fit to be shown: Dockerfiles, names of files, images and servers say what
/// they like, also what a terminal would obey.
final class HarmlessText {
  private HarmlessText() {}

  /// A text that may have several lines, ended as Unix or as Windows has it.
  static String lines(String text) {
    var harmless = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      boolean harmful =
          switch (sign) {
            case '\n', '\t' -> false;
            case '\r' -> !text.startsWith("\n", i + 1);
            default -> Character.isISOControl(sign);
          };
      if (harmful) {
        harmless.setCharAt(i, '?');
      }
    }
    return harmless.toString();
  }

  /// A text that stays on its line.
  static String line(String text) {
    return lines(text.replace('\n', '?').replace('\t', '?'));
  }
}
