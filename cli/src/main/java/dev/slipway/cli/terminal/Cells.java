package dev.slipway.cli.terminal;

/// Texts as a terminal lays them out: most characters take one cell, some two, some none.
final class Cells {
  private static final int TAB = 8;
  private static final int ESCAPE = 0x1b;
  private static final int BELL = 7;

  /// Makes a picture of two cells of the sign before it, on most terminals.
  private static final int PICTURE_SELECTOR = 0xfe0f;

  private Cells() {}

  /// How many cells `text` takes.
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      width += width(text.codePointAt(i));
    }
    return width;
  }

  /// As much of `text` as fits into `cells`; what is cut ends in an ellipsis.
  static String cut(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    var kept = new StringBuilder();
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      width += width(character);
      if (width > cells - 1) {
        break;
      }
      kept.appendCodePoint(character);
      i += Character.charCount(character);
    }
    return cells < 1 ? "" : kept.append('…').toString();
  }

  /// `text` without all that would move the cursor or change colours: commands write such things,
  /// and they would tear the picture.
  static String plain(String text) {
    var plain = new StringBuilder(text.length());
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (character == ESCAPE) {
        i = afterEscape(text, i + 1);
        continue;
      }
      if (character == '\t') {
        int gap = TAB - width % TAB;
        plain.repeat(' ', gap);
        width += gap;
      } else if (!Character.isISOControl(character)) {
        plain.appendCodePoint(character);
        width += width(character);
      }
      i += Character.charCount(character);
    }
    return plain.toString();
  }

  // `ESC [ … letter`, `ESC ] … BEL` and the other strings (ECMA-48 §5.6), and the short ones.
  private static int afterEscape(String text, int from) {
    if (from >= text.length()) {
      return from;
    }
    return switch (text.charAt(from)) {
      case '[' -> afterControl(text, from + 1);
      case ']', 'P', 'X', '^', '_' -> afterCommand(text, from + 1);
      default -> afterShort(text, from);
    };
  }

  // `ESC c`, or with signs between, as in `ESC ( B`, with which `tput sgr0` begins.
  private static int afterShort(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '/') {
      i++;
    }
    return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '~' ? i + 1 : i;
  }

  private static int afterControl(String text, int from) {
    int i = from;
    while (i < text.length() && (text.charAt(i) < '@' || text.charAt(i) > '~')) {
      i++;
    }
    return Math.min(i + 1, text.length());
  }

  // Ended by BEL, or by an escape sequence of two characters.
  private static int afterCommand(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) != BELL && text.charAt(i) != ESCAPE) {
      i++;
    }
    boolean ended = i < text.length() && text.charAt(i) == BELL;
    return Math.min(ended ? i + 1 : i + 2, text.length());
  }

  // Rather one too many than too few: what is wider than it was taken for breaks the line.
  private static int width(int character) {
    if (character < 0x300 || character == PICTURE_SELECTOR) {
      return 1;
    }
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(character) ? 2 : 1;
  }

  // Those of East Asia, and pictures.
  private static boolean isWide(int character) {
    return Character.isEmojiPresentation(character)
        || within(character, 0x1100, 0x115f)
        || within(character, 0x2e80, 0xa4cf)
        || within(character, 0xa960, 0xa97c)
        || within(character, 0xac00, 0xd7a3)
        || within(character, 0xf900, 0xfaff)
        || within(character, 0xfe30, 0xfe6f)
        || within(character, 0xff00, 0xff60)
        || within(character, 0xffe0, 0xffe6)
        || within(character, 0x17000, 0x18cff)
        || within(character, 0x1b000, 0x1b2ff)
        || within(character, 0x1f200, 0x1faff)
        || within(character, 0x20000, 0x3fffd);
  }

  private static boolean within(int character, int first, int last) {
    return character >= first && character <= last;
  }
}
