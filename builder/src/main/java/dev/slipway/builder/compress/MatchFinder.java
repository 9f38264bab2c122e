package dev.slipway.builder.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds what was said before: for a position, an earlier one at which the same bytes stand.
///
/// Positions with the same hash form a chain, of which the last few are tried. Bytes are compared
/// eight at once. A match is `length << 16 | distance`; zero says that there is none.
final class MatchFinder {
  static final int LONGEST = 258;

  /// A position nearer than this to the end is not looked at.
  static final int MARGIN = 12;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIXER = 0x9E3779B185EBCA87L;
  private static final int HASH_BITS = 15;
  private static final int WINDOW = ParallelGzip.WINDOW;
  private static final int MASK = WINDOW - 1;

  private final byte[] bytes;
  private final int end;
  private final int depth;
  private final int nice;
  private final int hashShift;
  // Positions are stored plus one, so that zero is none.
  private final int[] last = new int[1 << HASH_BITS];
  private final int[] before = new int[WINDOW];

  /// Looks through `bytes` up to `end`.
  MatchFinder(byte[] bytes, int end, DeflateEffort effort) {
    this.bytes = bytes;
    this.end = end;
    depth = effort.depth();
    nice = effort.nice();
    hashShift = 64 - 8 * effort.hashedBytes();
  }

  private int hash(long word) {
    return (int) (((word << hashShift) * MIXER) >>> (64 - HASH_BITS));
  }

  /// Makes `position` findable.
  void insert(int position) {
    int hash = hash((long) LONGS.get(bytes, position));
    before[position & MASK] = last[hash];
    last[hash] = position + 1;
  }

  /// The longest match for `position` of those that are tried, if longer than `least`; makes the
  /// position findable.
  int find(int position, int least) {
    long word = (long) LONGS.get(bytes, position);
    int hash = hash(word);
    int candidate = last[hash] - 1;
    before[position & MASK] = last[hash];
    last[hash] = position + 1;
    int most = Math.min(LONGEST, end - position);
    int best = least;
    int distance = 0;
    for (int i = depth; i > 0 && candidate >= 0 && position - candidate <= WINDOW; i--) {
      if (best >= most) {
        break;
      }
      if ((int) ((long) LONGS.get(bytes, candidate) ^ word) == 0
          && bytes[candidate + best] == bytes[position + best]) {
        int length = length(candidate, position, most);
        if (length > best) {
          best = length;
          distance = position - candidate;
          if (length >= nice) {
            break;
          }
        }
      }
      int next = before[candidate & MASK] - 1;
      // A chain that turns back has been overwritten.
      if (next >= candidate) {
        break;
      }
      candidate = next;
    }
    return distance == 0 ? 0 : best << 16 | distance;
  }

  private int length(int candidate, int position, int most) {
    int length = 4;
    while (length + Long.BYTES <= most) {
      long difference =
          (long) LONGS.get(bytes, candidate + length) ^ (long) LONGS.get(bytes, position + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += Long.BYTES;
    }
    while (length < most && bytes[candidate + length] == bytes[position + length]) {
      length++;
    }
    return length;
  }
}
