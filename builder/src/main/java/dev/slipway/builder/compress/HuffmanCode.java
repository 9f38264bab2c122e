package dev.slipway.builder.compress;

import java.util.Arrays;

/// A prefix code of limited length for symbols of known frequency.
///
/// The lengths are those of Huffman's code, found in place as Moffat and Katajainen do ("In-place
/// calculation of minimum-redundancy codes", 1995) and shortened where they pass the limit. The
/// codes are canonical and, as deflate wants, reversed.
final class HuffmanCode {
  private static final int SYMBOL_BITS = 9;

  /// For each symbol the length of its code in bits, zero when it does not occur.
  final int[] lengths;

  /// For each symbol its code, the first bit lowest.
  final int[] codes;

  private HuffmanCode(int[] lengths) {
    this.lengths = lengths;
    codes = codes(lengths);
  }

  /// A code for symbols that occur so often, no code longer than `limit`.
  static HuffmanCode of(int[] frequencies, int limit) {
    var sorted = new int[frequencies.length];
    int used = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      if (frequencies[symbol] > 0) {
        sorted[used++] = frequencies[symbol] << SYMBOL_BITS | symbol;
      }
    }
    Arrays.sort(sorted, 0, used);
    var depths = new int[used];
    for (int i = 0; i < used; i++) {
      depths[i] = sorted[i] >>> SYMBOL_BITS;
    }
    depths(depths);
    var counts = limited(depths, limit);
    var lengths = new int[frequencies.length];
    int next = used;
    // The most frequent symbols are last and get the shortest codes.
    for (int length = 1; length <= limit; length++) {
      for (int i = counts[length]; i > 0; i--) {
        lengths[sorted[--next] & ((1 << SYMBOL_BITS) - 1)] = length;
      }
    }
    return new HuffmanCode(lengths);
  }

  /// The code of these lengths.
  static HuffmanCode ofLengths(int[] lengths) {
    return new HuffmanCode(lengths);
  }

  /// How many bits a text with these frequencies takes.
  long cost(int[] frequencies) {
    long bits = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      bits += (long) frequencies[symbol] * lengths[symbol];
    }
    return bits;
  }

  // Turns rising frequencies into the depths of their leaves, in place.
  private static void depths(int[] a) {
    int n = a.length;
    if (n <= 1) {
      Arrays.fill(a, 1);
      return;
    }
    joinNodes(a);
    a[n - 2] = 0;
    for (int node = n - 3; node >= 0; node--) {
      a[node] = a[a[node]] + 1;
    }
    int available = 1;
    int depth = 0;
    int node = n - 2;
    int next = n - 1;
    while (available > 0) {
      int inner = 0;
      while (node >= 0 && a[node] == depth) {
        inner++;
        node--;
      }
      for (; available > inner; available--) {
        a[next--] = depth;
      }
      available = 2 * inner;
      depth++;
    }
  }

  // Each inner node takes the place of a leaf that has been used, and says who its parent is.
  private static void joinNodes(int[] a) {
    int n = a.length;
    int node = 0;
    int leaf = 0;
    for (int next = 0; next < n - 1; next++) {
      int sum = 0;
      for (int child = 0; child < 2; child++) {
        if (leaf >= n || (node < next && a[node] < a[leaf])) {
          sum += a[node];
          a[node++] = next;
        } else {
          sum += a[leaf++];
        }
      }
      a[next] = sum;
    }
  }

  // How many codes there are of each length, none longer than the limit.
  private static int[] limited(int[] depths, int limit) {
    var counts = new int[limit + 1];
    for (int depth : depths) {
      counts[Math.min(depth, limit)]++;
    }
    if (depths.length <= 1) {
      return counts;
    }
    long total = 0;
    for (int length = 1; length <= limit; length++) {
      total += (long) counts[length] << (limit - length);
    }
    // Each step lengthens one shorter code, and puts one of the longest beside it.
    for (; total > 1L << limit; total--) {
      int length = limit - 1;
      while (counts[length] == 0) {
        length--;
      }
      counts[limit]--;
      counts[length]--;
      counts[length + 1] += 2;
    }
    return counts;
  }

  private static int[] codes(int[] lengths) {
    var next = new int[17];
    for (int length : lengths) {
      next[length + 1]++;
    }
    next[1] = 0;
    for (int length = 2; length <= 16; length++) {
      next[length] = (next[length] + next[length - 1]) << 1;
    }
    var codes = new int[lengths.length];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = Integer.reverse(next[length]++) >>> (32 - length);
      }
    }
    return codes;
  }
}
