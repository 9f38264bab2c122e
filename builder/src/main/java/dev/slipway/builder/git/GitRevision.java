package dev.slipway.builder.git;

import java.util.Optional;

/// What a git reference meant when it was looked up: one commit, for ever the same.
///
/// @param reference what was asked for
/// @param name the whole name of the reference that was found, such as `refs/tags/v1`; nothing when
///     a commit was asked for
/// @param object the object that the name stood for: a commit, or an annotated tag
/// @param commit the commit, as far as that is known before it is fetched
public record GitRevision(
    GitReference reference, Optional<String> name, String object, String commit) {

  private static final int SHA1_DIGITS = 40;
  private static final int SHA256_DIGITS = 64;

  /// Whether `text` is the whole name of an object.
  public static boolean isObject(String text) {
    return (text.length() == SHA1_DIGITS || text.length() == SHA256_DIGITS)
        && text.chars().allMatch(sign -> "0123456789abcdef".indexOf(sign) >= 0);
  }

  /// Whether `text` may be the name of a reference, and is nothing else to the `git` program: no
  /// option, no pattern and no mapping of names.
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.charAt(0) != '-'
        && !text.contains("..")
        && text.chars()
            .noneMatch(sign -> sign <= ' ' || sign == 0x7f || " :?*[\\^~".indexOf(sign) >= 0);
  }

  /// Whether `.git` comes along; never with a part of a repository.
  public boolean keepsGitDirectory() {
    return reference.keepsGitDirectory() && reference.folder().isEmpty();
  }

  /// What tells the files from any others. Where the repository is counts only when that can be
  /// read in them.
  public String identity() {
    var text = new StringBuilder();
    if (keepsGitDirectory()) {
      text.append(object).append(".git#").append(name.orElse("")).append('@');
      text.append(reference.remote());
    } else {
      text.append(commit);
    }
    if (!reference.folder().isEmpty()) {
      text.append(':').append(reference.folder());
    }
    if (reference.submodules() == GitReference.Submodules.SKIPPED) {
      text.append("(skip-submodules)");
    }
    if (reference.hasCommitTimes()) {
      text.append("(mtime=commit)");
    }
    return text.toString();
  }

  /// For people: what was asked for.
  @Override
  public String toString() {
    return reference.toString();
  }
}
