package dev.slipway.builder.checkout;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The `git` program said no.
final class GitFailure extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MOST_WORDS = 2000;

  private final String said;

  /// @param said what it wrote to standard error, without logins
  GitFailure(String said) {
    super(said);
    this.said = said;
  }

  /// Whether one of `words` is in what it said, in any case.
  boolean says(String... words) {
    var lower = said.toLowerCase(Locale.ROOT);
    for (var word : words) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /// The part of what it said that the first group of `pattern` is.
  Optional<String> find(Pattern pattern) {
    var found = pattern.matcher(said);
    return found.find() ? Optional.of(printable(found.group(1))) : Optional.empty();
  }

  /// What it said, in one line and without what is said every time.
  String words() {
    var text = new StringBuilder();
    said.lines()
        .map(line -> line.replaceFirst("^(fatal|error|remote): *", "").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("Warning: Permanently added"))
        .filter(line -> !line.startsWith("Please make sure you have the correct access rights"))
        .filter(line -> !line.startsWith("and the repository exists."))
        .map(line -> line.replaceFirst("\\.+$", ""))
        .distinct()
        .filter(line -> text.isEmpty() || !line.equals("Could not read from remote repository"))
        .forEach(line -> text.append(text.isEmpty() ? "" : "; ").append(printable(line)));
    return text.length() > MOST_WORDS ? text.substring(0, MOST_WORDS) + "…" : text.toString();
  }

  // A server writes what it likes, also what a terminal would obey.
  private static String printable(String line) {
    return line.codePoints()
        .map(sign -> Character.isISOControl(sign) ? '?' : sign)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
