package dev.slipway.builder.git;

import java.util.Optional;

/// A repository and what is wanted of it, as somebody wrote it: `https://host/x.git#ref:folder`, or
/// `https://host/x.git?ref=…&subdir=…`.
///
/// @param remote where the repository is
/// @param ref a branch, a tag, another reference or a whole commit; the default branch when there
///     is none
/// @param checksum how the commit must begin, in hexadecimal digits
/// @param folder the folder of the repository that is wanted: names joined by `/`, empty for the
///     root
/// @param gitDirectory whether `.git` is wanted, where that was written
/// @param submodules whether submodules are wanted
/// @param times what times files have, where that was written
/// @param fetching how the commit is found
public record GitReference(
    GitRemote remote,
    Optional<String> ref,
    Optional<String> checksum,
    String folder,
    Optional<GitDirectory> gitDirectory,
    Submodules submodules,
    Optional<Times> times,
    Fetching fetching) {

  /// Whether the repository itself comes along.
  public enum GitDirectory {
    /// Only the files of the commit.
    DROPPED,
    /// `.git`, too, with this one commit.
    KEPT
  }

  /// Whether the repositories within the repository are brought along.
  public enum Submodules {
    /// They are, and those in them.
    INCLUDED,
    /// Their folders are empty.
    SKIPPED
  }

  /// What times files have.
  public enum Times {
    /// When they were checked out.
    CHECKOUT,
    /// When the commit was made.
    COMMIT
  }

  /// How the commit is found.
  public enum Fetching {
    /// The server is asked what the reference means.
    BY_REFERENCE,
    /// The checksum is the commit, and the server is not asked.
    BY_COMMIT
  }

  /// What `text` means as a source of ADD; nothing when it is no git reference.
  ///
  /// @throws IllegalArgumentException when it is one and says what cannot be
  public static Optional<GitReference> find(String text) {
    return GitReferenceText.read(text);
  }

  /// Whether `text` is meant as a git reference, be it right or wrong.
  public static boolean isOne(String text) {
    try {
      return find(text).isPresent();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /// What `text` means as a context, where folders of this machine and `github.com/owner/name` may
  /// be named, too; nothing when it is no git reference.
  ///
  /// @throws IllegalArgumentException when it is one and says what cannot be
  public static Optional<GitReference> findContext(String text) {
    if (text.startsWith("github.com/")) {
      return GitReferenceText.readAddress("https://" + text);
    }
    return text.startsWith("file://")
        ? GitReferenceText.readAddress(text)
        : GitReferenceText.read(text);
  }

  /// The same with `.git` kept or dropped.
  public GitReference with(GitDirectory wanted) {
    return new GitReference(
        remote, ref, checksum, folder, Optional.of(wanted), submodules, times, fetching);
  }

  /// The same with a checksum.
  public GitReference withChecksum(String wanted) {
    return new GitReference(
        remote, ref, Optional.of(wanted), folder, gitDirectory, submodules, times, fetching);
  }

  /// The same with other times, unless some were written.
  public GitReference withUsual(Times wanted) {
    return new GitReference(
        remote,
        ref,
        checksum,
        folder,
        gitDirectory,
        submodules,
        times.or(() -> Optional.of(wanted)),
        fetching);
  }

  /// Whether files bear the time of their commit.
  public boolean hasCommitTimes() {
    return times.equals(Optional.of(Times.COMMIT));
  }

  /// Whether `.git` comes along.
  public boolean keepsGitDirectory() {
    return gitDirectory.equals(Optional.of(GitDirectory.KEPT));
  }

  /// For people: the address, and what of it is wanted.
  @Override
  public String toString() {
    var text = new StringBuilder(remote.toString());
    if (ref.isPresent() || !folder.isEmpty()) {
      text.append('#').append(ref.orElse(""));
    }
    if (!folder.isEmpty()) {
      text.append(':').append(folder);
    }
    return text.toString();
  }
}
