package dev.slipway.builder.compress;

/// How hard a level of compression tries.
///
/// @param depth how many earlier places are compared
/// @param hashedBytes how many bytes must be the same for a place to be considered
/// @param nice from which length on a match is taken without looking further
/// @param lazy whether the next position is tried before a match is taken
record DeflateEffort(int depth, int hashedBytes, int nice, boolean lazy) {
  /// The effort of a level from 1 to 9.
  static DeflateEffort of(int level) {
    return switch (level) {
      case 1 -> new DeflateEffort(1, 5, 32, false);
      case 2 -> new DeflateEffort(1, 5, 32, true);
      case 3 -> new DeflateEffort(2, 5, 32, true);
      case 4 -> new DeflateEffort(4, 5, 48, true);
      case 5 -> new DeflateEffort(6, 4, 64, true);
      case 6 -> new DeflateEffort(8, 4, 64, true);
      case 7 -> new DeflateEffort(16, 4, 128, true);
      case 8 -> new DeflateEffort(48, 4, 258, true);
      default -> new DeflateEffort(128, 4, 258, true);
    };
  }
}
