package dev.slipway.builder.users;

import java.util.List;

/// Who a command runs as.
///
/// @param uid the user's number
/// @param gid the primary group's number
/// @param groups the numbers of the supplementary groups
/// @param home what `HOME` says, unless the Dockerfile says otherwise
public record Identity(long uid, long gid, List<Long> groups, String home) {
  /// Copies the groups.
  public Identity {
    groups = List.copyOf(groups);
  }
}
