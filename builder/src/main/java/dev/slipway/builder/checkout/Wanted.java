package dev.slipway.builder.checkout;

import dev.slipway.builder.git.GitRemote;
import java.util.Optional;

/// An object of a repository, and how to get at it.
///
/// @param remote where the repository is
/// @param program the `git` program, allowed to speak to it
/// @param object the whole name of a commit, or of an annotated tag
/// @param reference a name that the object had on the server; nothing when only the object is known
record Wanted(GitRemote remote, GitProgram program, String object, Optional<String> reference) {
  private static final int SHA256_DIGITS = 64;

  /// What git calls the way in which the repository names objects.
  String objectFormat() {
    return object.length() == SHA256_DIGITS ? "sha256" : "sha1";
  }

  /// What the mirror calls the object, so that it is kept.
  String kept() {
    return "refs/slipway/" + object;
  }
}
