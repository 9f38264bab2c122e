package dev.slipway.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses which word was meant by a word that is not known.
final class Likeness {
  private Likeness() {}

  /// "Did you mean …?", or `otherwise` when nothing comes near.
  static String advice(String word, Collection<String> known, String otherwise) {
    return nearest(word, known).map("Did you mean '%s'?"::formatted).orElse(otherwise);
  }

  /// The known word with the fewest edits, if a third of the letters or less differ.
  static Optional<String> nearest(String word, Collection<String> known) {
    // A single letter is as near to every other.
    return known.stream()
        .filter(candidate -> candidate.length() > "-f".length())
        .filter(candidate -> edits(word, candidate) <= Math.max(1, candidate.length() / 3))
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), for
  /// people type `psuh`; where swaps do not count, as in BuildKit, that is two letters from `push`.
  private static int edits(String from, String to) {
    var cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int best = cost[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
