package dev.slipway.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What a command has written: its last lines, as many as are kept.
///
/// A carriage return begins the line anew, as it does on a terminal, so that of a progress bar only
/// its last state is a line.
final class JobLog {
  private static final int MOST_LINES = 1000;
  private static final int LONGEST = 4096;

  private final Deque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean returned;
  private long dropped;

  void add(byte[] bytes) {
    for (byte each : bytes) {
      switch (each) {
        case '\n' -> end();
        case '\r' -> returned = true;
        default -> append(each);
      }
    }
  }

  private void append(byte each) {
    if (returned) {
      line.reset();
      returned = false;
    }
    if (line.size() < LONGEST) {
      line.write(each);
    }
  }

  private void end() {
    lines.add(text());
    line.reset();
    returned = false;
    if (lines.size() > MOST_LINES) {
      lines.removeFirst();
      dropped++;
    }
  }

  private String text() {
    return Cells.plain(line.toString(StandardCharsets.UTF_8));
  }

  /// The last lines, at most `count`, with the one that is still being written.
  List<String> last(int count) {
    var last = new ArrayList<String>();
    if (line.size() > 0) {
      last.add(text());
    }
    for (var all = lines.descendingIterator(); all.hasNext() && last.size() < count; ) {
      last.addFirst(all.next());
    }
    return count > 0 ? last : List.of();
  }

  /// All lines that are kept.
  List<String> all() {
    return last(Integer.MAX_VALUE);
  }

  /// How many lines there were before those that are kept.
  long dropped() {
    return dropped;
  }
}
