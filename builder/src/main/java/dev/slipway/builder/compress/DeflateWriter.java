package dev.slipway.builder.compress;

import java.util.Arrays;

/// Writes literals and matches as blocks of deflate, each in the cheapest of its three forms.
///
/// They come as sequences: so many literals, then a match. The literals are read again from where
/// they lie.
final class DeflateWriter {
  private static final int MOST_SEQUENCES = 8192;
  private static final int MOST_BYTES = 1 << 17;
  private static final int LONGEST_CODE = 15;
  private static final int LONGEST_STORED = 65_535;
  private static final int[] HEADER_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final HuffmanCode FIXED_LITERALS = HuffmanCode.ofLengths(fixedLiterals());
  private static final HuffmanCode FIXED_DISTANCES = HuffmanCode.ofLengths(filled(5, 30));

  private final byte[] bytes;
  private final BitWriter out;
  private final int[] runs = new int[MOST_SEQUENCES];
  private final int[] matches = new int[MOST_SEQUENCES];
  private int sequences;
  private int start;
  private int end;

  /// Says what stands in `bytes` from `start` on.
  DeflateWriter(byte[] bytes, int start, BitWriter out) {
    this.bytes = bytes;
    this.start = start;
    this.end = start;
    this.out = out;
  }

  private static int[] fixedLiterals() {
    var lengths = filled(8, 288);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    return lengths;
  }

  private static int[] filled(int value, int length) {
    var filled = new int[length];
    Arrays.fill(filled, value);
    return filled;
  }

  /// Adds `literals` bytes as they are, and a match after them; zero for no match.
  void add(int literals, int match) {
    runs[sequences] = literals;
    matches[sequences++] = match;
    end += literals + (match >>> 16);
    if (sequences == MOST_SEQUENCES || end - start >= MOST_BYTES) {
      flush();
    }
  }

  /// Ends the block.
  void flush() {
    if (end == start) {
      return;
    }
    var literals = new int[DeflateSymbols.LITERALS_AND_LENGTHS];
    var distances = new int[DeflateSymbols.DISTANCES];
    long extra = count(literals, distances);
    var literalCode = HuffmanCode.of(literals, LONGEST_CODE);
    var distanceCode = HuffmanCode.of(distances, LONGEST_CODE);
    var header = new CodeHeader(literalCode.lengths, distanceCode.lengths);
    long dynamic = header.cost() + literalCode.cost(literals) + distanceCode.cost(distances);
    long fixed = FIXED_LITERALS.cost(literals) + FIXED_DISTANCES.cost(distances);
    long stored = storedCost();
    out.reserve((int) (Math.min(Math.min(dynamic, fixed) + extra, stored) / 8) + 1024);
    if (stored <= Math.min(dynamic, fixed) + extra) {
      store();
    } else if (fixed <= dynamic) {
      out.put(0b010, 3);
      write(FIXED_LITERALS, FIXED_DISTANCES);
    } else {
      out.put(0b100, 3);
      header.write();
      write(literalCode, distanceCode);
    }
    sequences = 0;
    start = end;
  }

  // Counts the symbols; returns the bits that stand beside them.
  private long count(int[] literals, int[] distances) {
    long extra = 0;
    int at = start;
    for (int i = 0; i < sequences; i++) {
      for (int stop = at + runs[i]; at < stop; at++) {
        literals[bytes[at] & 0xff]++;
      }
      int match = matches[i];
      if (match != 0) {
        int length = DeflateSymbols.length(match >>> 16);
        int distance = DeflateSymbols.distance(match & 0xffff);
        literals[257 + length]++;
        distances[distance]++;
        extra += DeflateSymbols.lengthExtra(length) + DeflateSymbols.distanceExtra(distance);
        at += match >>> 16;
      }
    }
    literals[DeflateSymbols.END]++;
    return extra;
  }

  private long storedCost() {
    int blocks = (end - start + LONGEST_STORED - 1) / LONGEST_STORED;
    return 8L * (end - start) + blocks * 42L;
  }

  private void store() {
    for (int at = start; at < end; at += LONGEST_STORED) {
      int count = Math.min(LONGEST_STORED, end - at);
      storedHeader(count);
      out.put(bytes, at, count);
    }
  }

  private void storedHeader(int count) {
    out.put(0, 3);
    out.align();
    out.put(count, 16);
    out.put(~count & 0xffff, 16);
    out.align();
  }

  private void write(HuffmanCode literalCode, HuffmanCode distanceCode) {
    int at = start;
    for (int i = 0; i < sequences; i++) {
      for (int stop = at + runs[i]; at < stop; at++) {
        int literal = bytes[at] & 0xff;
        out.put(literalCode.codes[literal], literalCode.lengths[literal]);
      }
      int match = matches[i];
      if (match != 0) {
        writeMatch(match, literalCode, distanceCode);
        at += match >>> 16;
      }
    }
    out.put(literalCode.codes[DeflateSymbols.END], literalCode.lengths[DeflateSymbols.END]);
  }

  private void writeMatch(int match, HuffmanCode literalCode, HuffmanCode distanceCode) {
    int length = DeflateSymbols.length(match >>> 16);
    int lengthBits = literalCode.lengths[257 + length];
    int more = (match >>> 16) - DeflateSymbols.lengthFirst(length);
    out.put(
        literalCode.codes[257 + length] | (more << lengthBits),
        lengthBits + DeflateSymbols.lengthExtra(length));
    int distance = DeflateSymbols.distance(match & 0xffff);
    int distanceBits = distanceCode.lengths[distance];
    more = (match & 0xffff) - DeflateSymbols.distanceFirst(distance);
    out.put(
        distanceCode.codes[distance] | (more << distanceBits),
        distanceBits + DeflateSymbols.distanceExtra(distance));
  }

  /// Ends the blocks on a byte, so that more can follow.
  void sync() {
    flush();
    out.reserve(16);
    storedHeader(0);
  }

  /// Ends the stream.
  void finish() {
    flush();
    out.reserve(16);
    // An empty last block with the fixed code.
    out.put(0b011, 3);
    out.put(0, 7);
    out.align();
  }

  /// How the lengths of the codes are told before a block; RFC 1951, 3.2.7.
  private final class CodeHeader {
    private final int literalCount;
    private final int distanceCount;
    // Symbol, and the number that follows it, shifted by eight.
    private final int[] symbols = new int[320];
    private int count;
    private final int[] frequencies = new int[19];
    private final HuffmanCode code;
    private int orderCount = 19;

    CodeHeader(int[] literals, int[] distances) {
      literalCount = Math.max(257, used(literals));
      distanceCount = Math.max(1, used(distances));
      var all = Arrays.copyOf(literals, literalCount + distanceCount);
      System.arraycopy(distances, 0, all, literalCount, distanceCount);
      shorten(all);
      code = HuffmanCode.of(frequencies, 7);
      while (orderCount > 4 && code.lengths[HEADER_ORDER[orderCount - 1]] == 0) {
        orderCount--;
      }
    }

    private static int used(int[] lengths) {
      int used = lengths.length;
      while (used > 0 && lengths[used - 1] == 0) {
        used--;
      }
      return used;
    }

    private void shorten(int[] all) {
      int at = 0;
      while (at < all.length) {
        int run = 1;
        while (at + run < all.length && all[at + run] == all[at]) {
          run++;
        }
        at += all[at] == 0 ? zeros(run) : same(all[at], run);
      }
    }

    private int zeros(int run) {
      int most = Math.min(run, 138);
      if (most < 3) {
        return add(0, 0, 1);
      }
      return most < 11 ? add(17, most - 3, most) : add(18, most - 11, most);
    }

    private int same(int length, int run) {
      add(length, 0, 1);
      int rest = run - 1;
      while (rest >= 3) {
        int most = Math.min(rest, 6);
        rest -= add(16, most - 3, most);
      }
      return run - rest;
    }

    private int add(int symbol, int more, int taken) {
      symbols[count++] = symbol | more << 8;
      frequencies[symbol]++;
      return taken;
    }

    private static int extra(int symbol) {
      return switch (symbol) {
        case 16 -> 2;
        case 17 -> 3;
        case 18 -> 7;
        default -> 0;
      };
    }

    long cost() {
      return 14
          + 3L * orderCount
          + code.cost(frequencies)
          + 2L * frequencies[16]
          + 3L * frequencies[17]
          + 7L * frequencies[18];
    }

    void write() {
      out.put(literalCount - 257, 5);
      out.put(distanceCount - 1, 5);
      out.put(orderCount - 4, 4);
      for (int i = 0; i < orderCount; i++) {
        out.put(code.lengths[HEADER_ORDER[i]], 3);
      }
      for (int i = 0; i < count; i++) {
        int symbol = symbols[i] & 0xff;
        out.put(code.codes[symbol], code.lengths[symbol]);
        out.put(symbols[i] >>> 8, extra(symbol));
      }
    }
  }
}
