package dev.slipway.builder.context;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// What the kernel says of a regular file beside its content.
///
/// Two looks at one path that give equal stamps saw the same content, if the stamp was not too
/// young at the first look for a later change to have another time.
///
/// Times are nanoseconds since 1970: a file system may say what does not fit, and then it is the
/// nearest that does.
///
/// @param device the number of the file system
/// @param inode the number of the file in it
/// @param size the length in bytes
/// @param modified when the content changed last
/// @param changed when the content or the metadata changed last; cannot be set at will
public record FileStamp(long device, long inode, long size, long modified, long changed) {
  // The kernel stamps with the time of its last tick: 10 ms at most.
  private static final long FINE_GRAIN = TimeUnit.MILLISECONDS.toNanos(20);
  // Where no fraction of a second is kept; FAT rounds to two seconds.
  private static final long COARSE_GRAIN = TimeUnit.MILLISECONDS.toNanos(2100);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// Whether a change after `time` could give the same stamp again: the clock that stamps are made
  /// by has a grain, and within it a second change leaves no trace.
  public boolean isYoungAt(Instant time) {
    long grain = changed % SECOND == 0 ? COARSE_GRAIN : FINE_GRAIN;
    // The first and the last time there is stand for all beyond: such a stamp tells nothing.
    return changed == Long.MIN_VALUE
        || changed > Long.MAX_VALUE - grain
        || changed + grain >= nanoseconds(time);
  }

  private static long nanoseconds(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
