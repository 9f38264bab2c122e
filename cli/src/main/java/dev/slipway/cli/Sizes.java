package dev.slipway.cli;

import java.util.List;
import java.util.Locale;

/// Numbers of bytes as people read them.
final class Sizes {
  private static final int STEP = 1000;
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

  private Sizes() {}

  /// In decimal units, as docker and registries print them: `1.9 MB`.
  static String text(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= STEP && unit < UNITS.size() - 1) {
      number /= STEP;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %s", number, UNITS.get(unit));
  }
}
