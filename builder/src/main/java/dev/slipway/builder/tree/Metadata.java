package dev.slipway.builder.tree;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a node has beside its content.
///
/// @param mode the permission bits with setuid, setgid and sticky: 0 to 07777, no file type
/// @param uid the owner's number
/// @param gid the group's number
/// @param seconds the time of the last modification, in seconds since 1970
/// @param nanoseconds the part of a second beyond `seconds`, 0 to 999,999,999
/// @param attributes the extended attributes, by full name (`security.capability`)
public record Metadata(
    int mode,
    long uid,
    long gid,
    long seconds,
    int nanoseconds,
    SortedMap<String, Bytes> attributes) {

  /// Copies the attributes and checks the ranges.
  ///
  /// @throws IllegalArgumentException when mode, owner or nanoseconds are out of range
  public Metadata {
    if ((mode & ~07777) != 0
        || uid < 0
        || gid < 0
        || nanoseconds < 0
        || nanoseconds > 999_999_999) {
      throw new IllegalArgumentException(
          "out of range: mode %o, owner %d:%d, nanoseconds %d"
              .formatted(mode, uid, gid, nanoseconds));
    }
    attributes =
        attributes.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /// Owned by root, without attributes.
  public static Metadata of(int mode, long seconds) {
    return new Metadata(mode, 0, 0, seconds, 0, Collections.emptySortedMap());
  }

  /// The same with another mode.
  public Metadata withMode(int newMode) {
    return new Metadata(newMode, uid, gid, seconds, nanoseconds, attributes);
  }

  /// The same with another owner and group.
  public Metadata withOwner(long newUid, long newGid) {
    return new Metadata(mode, newUid, newGid, seconds, nanoseconds, attributes);
  }

  /// The same with another time of modification.
  public Metadata withTime(long newSeconds, int newNanoseconds) {
    return new Metadata(mode, uid, gid, newSeconds, newNanoseconds, attributes);
  }

  /// The same with other extended attributes.
  public Metadata withAttributes(SortedMap<String, Bytes> newAttributes) {
    return new Metadata(mode, uid, gid, seconds, nanoseconds, newAttributes);
  }
}
