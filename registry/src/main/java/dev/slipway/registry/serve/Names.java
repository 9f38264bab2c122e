package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.util.regex.Pattern;

/// The grammar of names, tags and digests, as the distribution specification has it.
final class Names {
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
  private static final int LONGEST_REPOSITORY = 255;

  private Names() {}

  static boolean isRepository(String text) {
    // The length first: it also bounds what the expression may try.
    return text.length() <= LONGEST_REPOSITORY && REPOSITORY.matcher(text).matches();
  }

  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  static String repository(String text) {
    if (!isRepository(text)) {
      throw new Refusal(
          400, Refusal.Code.NAME_INVALID, "'%s' is not a repository's name".formatted(text));
    }
    return text;
  }

  static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, Refusal.Code.DIGEST_INVALID, String.valueOf(e.getMessage()));
    }
  }
}
