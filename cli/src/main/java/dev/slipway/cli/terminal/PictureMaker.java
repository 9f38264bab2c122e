package dev.slipway.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Decides what of many jobs a terminal shows.
///
/// What is running always comes first: with its last lines of output if there is room, without if
/// there is little, and before what is done, of which the latest stays.
///
/// @param size of the terminal
/// @param now the time
record PictureMaker(TerminalSize size, long now) {
  private static final int MOST_LOG_LINES = 6;
  private static final String LOG = " => => # ";
  private static final int FEWEST_CELLS_OF_TEXT = 12;

  Picture picture(String header, List<Job> jobs) {
    var lines = new ArrayList<Picture.Line>();
    lines.add(new Picture.Line(Cells.cut(header, width()), Picture.Tone.PLAIN));
    // A row for the header, and one in which the cursor waits.
    var shown = shown(jobs, size.rows() - 2);
    int room = size.rows() - 2 - shown.size();
    long writing = shown.stream().filter(PictureMaker::isWriting).count();
    for (var job : shown) {
      lines.add(line(job));
      if (isWriting(job)) {
        var log = job.log().last((int) Math.min(MOST_LOG_LINES, room / writing));
        log.forEach(text -> lines.add(logLine(text)));
        room -= log.size();
        writing--;
      }
    }
    return new Picture(lines);
  }

  // The last column stays free: a terminal that was filled to it may break the line.
  private int width() {
    return size.columns() - 1;
  }

  private static boolean isWriting(Job job) {
    return job.isRunning() && !job.log().last(1).isEmpty();
  }

  /// As many as fit, in their order.
  private static List<Job> shown(List<Job> jobs, int rows) {
    if (jobs.size() <= rows) {
      return jobs;
    }
    int running = (int) jobs.stream().filter(Job::isRunning).count();
    int others = Math.max(0, rows - running);
    int runners = Math.min(rows, running);
    var shown = new ArrayList<Job>();
    for (var job : jobs.reversed()) {
      boolean fits = job.isRunning() ? runners-- > 0 : others-- > 0;
      if (fits) {
        shown.addFirst(job);
      }
    }
    return shown;
  }

  private Picture.Line line(Job job) {
    var time = seconds(job.took(now));
    int cells = width() - time.length() - 1;
    if (cells < FEWEST_CELLS_OF_TEXT) {
      return new Picture.Line(Cells.cut(job.line(), width()), tone(job));
    }
    var text = Cells.cut(job.line(), cells);
    var gap = " ".repeat(cells - Cells.width(text) + 1);
    return new Picture.Line(text + gap + time, tone(job));
  }

  private Picture.Line logLine(String text) {
    return new Picture.Line(Cells.cut(LOG + text, width()), Picture.Tone.FAINT);
  }

  private static Picture.Tone tone(Job job) {
    return switch (job.state()) {
      case RUNNING -> Picture.Tone.PLAIN;
      case DONE, CACHED -> Picture.Tone.DONE;
      case FAILED -> Picture.Tone.BAD;
      case STOPPED -> Picture.Tone.STOPPED;
    };
  }

  static String seconds(long nanoseconds) {
    return String.format(Locale.ROOT, "%.1fs", nanoseconds / 1e9);
  }
}
