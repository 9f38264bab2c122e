package dev.slipway.builder.compress;

/// A piece of a deflate stream: some bytes that may be referred to, and the bytes to be said.
///
/// The encoder is our own, because the JDK's is whatever zlib the JDK was linked with: here the
/// same bytes come out everywhere.
final class DeflateBlock {
  // Bytes in a row without a match, after which the search grows coarser.
  private static final int PATIENCE_BITS = 7;
  private static final int COARSEST = 64;
  // What does not compress is cut off from what does.
  private static final int LONGEST_RUN = 1 << 14;

  private final byte[] bytes;
  private final int window;
  private final int end;
  private final boolean last;

  /// The block says `length` bytes after the first `window` of `bytes`; `last` when the stream ends
  /// with them.
  DeflateBlock(byte[] bytes, int window, int length, boolean last) {
    this.bytes = bytes;
    this.window = window;
    this.end = window + length;
    this.last = last;
  }

  byte[] deflate(int level) {
    var effort = DeflateEffort.of(level);
    var out = new BitWriter((end - window) / 2 + 1024);
    var writer = new DeflateWriter(bytes, window, out);
    search(new MatchFinder(bytes, end, effort), effort, writer);
    if (last) {
      writer.finish();
    } else {
      writer.sync();
    }
    return out.toArray();
  }

  private void search(MatchFinder finder, DeflateEffort effort, DeflateWriter writer) {
    int stop = end - MatchFinder.MARGIN;
    for (int position = 0; position < Math.min(window, stop); position++) {
      finder.insert(position);
    }
    int position = window;
    int said = window;
    while (position < stop) {
      int match = finder.find(position, 3);
      if (match == 0) {
        int run = position - said;
        if (run >= LONGEST_RUN) {
          writer.add(run, 0);
          writer.flush();
          said = position;
        }
        position += 1 + Math.min(run >>> PATIENCE_BITS, COARSEST);
        continue;
      }
      int seen = position + 1;
      if (effort.lazy()) {
        // A longer match one byte further on is worth a literal.
        while ((match >>> 16) < effort.nice() && position + 1 < stop) {
          int later = finder.find(position + 1, match >>> 16);
          seen = position + 2;
          if (later == 0) {
            break;
          }
          match = later;
          position++;
        }
      }
      writer.add(position - said, match);
      said = position + (match >>> 16);
      insertMatched(finder, effort, seen, Math.min(said, stop));
      position = said;
    }
    writer.add(end - said, 0);
  }

  private static void insertMatched(MatchFinder finder, DeflateEffort effort, int from, int to) {
    // Cheap levels learn the ends of a match only.
    int step = effort.depth() > 2 ? 1 : Math.max(1, (to - from) / 2);
    for (int position = from; position < to; position += step) {
      finder.insert(position);
    }
  }
}
