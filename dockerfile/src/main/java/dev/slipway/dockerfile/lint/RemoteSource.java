package dev.slipway.dockerfile.lint;

import java.util.regex.Pattern;

/// Which sources of an ADD are not in the context.
final class RemoteSource {
  private static final Pattern GIT =
      Pattern.compile(
          "git://.*|ssh://.*|git@[\\w.-]+:.*|[\\w.-]+@[\\w.-]+:.*|https?://.*\\.git(?:[#?].*)?|github\\.com/.*");

  private RemoteSource() {}

  static boolean isRemote(String source) {
    return source.startsWith("http://")
        || source.startsWith("https://")
        || GIT.matcher(source).matches();
  }
}
