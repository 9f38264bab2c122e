package dev.slipway.dockerfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody probably meant: the nearest of some known words.
///
/// Near is an edit distance of at most two, the limit that BuildKit and Terraform use, and of less
/// than either word has letters: any letter is near to any other. A word that is known already has
/// no suggestion.
public final class Suggestion {
  private static final int TOO_FAR = 3;

  private Suggestion() {}

  /// The candidate nearest to `word`, where letter case matters; the first of equals.
  public static Optional<String> of(String word, Collection<String> candidates) {
    return ofBuildKit(
        word,
        candidates.stream()
            .filter(each -> near(word, each) < Math.min(word.length(), each.length()))
            .toList());
  }

  /// As [#of], but as BuildKit has it in the warnings of its rules: there one letter may have been
  /// any other.
  public static Optional<String> ofBuildKit(String word, Collection<String> candidates) {
    int best = TOO_FAR;
    Optional<String> nearest = Optional.empty();
    for (var candidate : candidates) {
      int distance = near(word, candidate);
      if (distance == 0) {
        return Optional.empty();
      }
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /// As [#of], but blind to letter case; the answer is in the case of `word`.
  public static Optional<String> ignoringCase(String word, Collection<String> candidates) {
    var lower = candidates.stream().map(candidate -> candidate.toLowerCase(Locale.ROOT)).toList();
    boolean shouted = !word.equals(word.toLowerCase(Locale.ROOT));
    return of(word.toLowerCase(Locale.ROOT), lower)
        .map(found -> shouted ? found.toUpperCase(Locale.ROOT) : found);
  }

  /// ` (did you mean X?)` when there is something near, else nothing: the end of a message.
  public static String phrase(Optional<String> suggestion) {
    return suggestion.map(" (did you mean %s?)"::formatted).orElse("");
  }

  // What differs in length alone by too much need not be looked at.
  private static int near(String left, String right) {
    return Math.abs(left.length() - right.length()) >= TOO_FAR ? TOO_FAR : distance(left, right);
  }

  /// Levenshtein's distance: how many letters must be put in, taken out or exchanged.
  public static int distance(String left, String right) {
    var previous = new int[right.length() + 1];
    for (int column = 0; column < previous.length; column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      var current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column < current.length; column++) {
        int swap = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        int edit = Math.min(previous[column], current[column - 1]) + 1;
        current[column] = Math.min(edit, previous[column - 1] + swap);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
