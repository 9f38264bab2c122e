package dev.slipway.builder.compress;

/// The symbols in which deflate says lengths and distances; RFC 1951, 3.2.5.
final class DeflateSymbols {
  static final int END = 256;
  static final int LITERALS_AND_LENGTHS = 286;
  static final int DISTANCES = 30;

  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] LENGTH_FIRST = new int[29];
  private static final byte[] LENGTH_SYMBOL = new byte[MatchFinder.LONGEST + 1];
  private static final int[] DISTANCE_FIRST = new int[DISTANCES];

  static {
    int first = 3;
    for (int i = 0; i < 28; i++) {
      LENGTH_FIRST[i] = first;
      for (int k = 0; k < 1 << LENGTH_EXTRA[i]; k++) {
        LENGTH_SYMBOL[Math.min(first + k, MatchFinder.LONGEST)] = (byte) i;
      }
      first += 1 << LENGTH_EXTRA[i];
    }
    // The longest has a symbol of its own.
    LENGTH_FIRST[28] = MatchFinder.LONGEST;
    LENGTH_SYMBOL[MatchFinder.LONGEST] = 28;
    first = 1;
    for (int i = 0; i < DISTANCES; i++) {
      DISTANCE_FIRST[i] = first;
      first += 1 << distanceExtra(i);
    }
  }

  private DeflateSymbols() {}

  /// The symbol for a length, counted from the first of them.
  static int length(int length) {
    return LENGTH_SYMBOL[length];
  }

  static int lengthExtra(int symbol) {
    return LENGTH_EXTRA[symbol];
  }

  static int lengthFirst(int symbol) {
    return LENGTH_FIRST[symbol];
  }

  /// The symbol for a distance: two for each power of two.
  static int distance(int distance) {
    if (distance <= 2) {
      return distance - 1;
    }
    int power = 31 - Integer.numberOfLeadingZeros(distance - 1);
    return 2 * power + ((distance - 1) >>> (power - 1) & 1);
  }

  static int distanceExtra(int symbol) {
    return symbol < 4 ? 0 : symbol / 2 - 1;
  }

  static int distanceFirst(int symbol) {
    return DISTANCE_FIRST[symbol];
  }
}
