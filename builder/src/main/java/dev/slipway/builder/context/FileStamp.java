package dev.slipway.builder.context;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What the kernel says of a regular file beside its content.
///
/// Two looks at one path that give equal stamps saw the same content, if the stamp was not too
/// young at the first look for a later change to have another time.
///
/// @param device the number of the file system
/// @param inode the number of the file in it
/// @param size the length in bytes
/// @param modified when the content changed last
/// @param changed when the content or the metadata changed last; cannot be set at will
public record FileStamp(long device, long inode, long size, Instant modified, Instant changed) {
  // The kernel stamps with the time of its last tick: 10 ms at most.
  private static final Duration FINE_GRAIN = Duration.ofMillis(20);
  // Where no fraction of a second is kept; FAT rounds to two seconds.
  private static final Duration COARSE_GRAIN = Duration.ofMillis(2100);

  /// Whether a change after `time` could give the same stamp again: the clock that stamps are made
  /// by has a grain, and within it a second change leaves no trace.
  public boolean isYoungAt(Instant time) {
    boolean coarse = changed.equals(changed.truncatedTo(ChronoUnit.SECONDS));
    return !changed.plus(coarse ? COARSE_GRAIN : FINE_GRAIN).isBefore(time);
  }
}
