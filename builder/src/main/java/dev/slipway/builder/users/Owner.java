package dev.slipway.builder.users;

/// Who owns a file, by number.
///
/// @param uid the user
/// @param gid the group
public record Owner(long uid, long gid) {
  /// Root, and root's group.
  public static final Owner ROOT = new Owner(0, 0);

  // (uid_t) -1 means "unchanged" to the kernel, so it cannot own anything.
  private static final long LARGEST = 0xffff_fffeL;

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException when a number is negative or no owner of a file can have it
  public Owner {
    if (uid < 0 || gid < 0 || uid > LARGEST || gid > LARGEST) {
      throw new IllegalArgumentException("out of range: owner %d:%d".formatted(uid, gid));
    }
  }
}
