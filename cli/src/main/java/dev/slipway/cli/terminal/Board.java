package dev.slipway.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The jobs of a build, in the order in which they began. Any number of threads may tell it what
/// happens.
///
/// Times are those of `System.nanoTime()`.
public final class Board {
  private final String title;
  private final long began;
  private final Map<Object, Job> jobs = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<Long> ended = Optional.empty();

  /// An empty board.
  ///
  /// @param title what its jobs are parts of: "Building"
  /// @param now the time
  public Board(String title, long now) {
    this.title = title;
    this.began = now;
  }

  /// A job begins.
  ///
  /// @param key what it is known by from now on
  /// @param text what is done
  public synchronized void begin(Object key, String text, long now) {
    jobs.put(key, new Job(text, now));
  }

  /// Whether no job of this key has begun.
  public synchronized boolean isNew(Object key) {
    return !jobs.containsKey(key);
  }

  /// A job was not to be done, because its result was there.
  public synchronized void cached(Object key, String text, long now) {
    var job = new Job(text, now);
    job.end(Job.State.CACHED, now);
    jobs.put(key, job);
  }

  /// A job is done.
  public synchronized void done(Object key, long now) {
    find(key).ifPresent(job -> job.end(Job.State.DONE, now));
  }

  /// A job failed.
  public synchronized void failed(Object key, long now) {
    find(key).ifPresent(job -> job.end(Job.State.FAILED, now));
  }

  /// Says how far a job is.
  public synchronized void tell(Object key, String detail) {
    find(key).ifPresent(job -> job.tell(detail));
  }

  /// The command of a job wrote something.
  public synchronized void wrote(Object key, byte[] bytes) {
    find(key).ifPresent(job -> job.log().add(bytes));
  }

  private Optional<Job> find(Object key) {
    return Optional.ofNullable(jobs.get(key));
  }

  /// Something that is to be said at the end.
  public synchronized void warn(String message) {
    warnings.add(message.lines().map(Cells::plain).collect(Collectors.joining("\n")));
  }

  /// All is over; what is not done never will be.
  public synchronized void end(long now) {
    jobs.values().forEach(job -> job.end(Job.State.STOPPED, now));
    if (ended.isEmpty()) {
      ended = Optional.of(now);
    }
  }

  /// Whether there is nothing to be seen.
  synchronized boolean isEmpty() {
    return jobs.isEmpty();
  }

  /// What a terminal of this size can show now.
  synchronized Picture picture(TerminalSize size, long now) {
    // The last picture is never painted over, and may be higher than the terminal.
    var room = ended.isEmpty() ? size : new TerminalSize(size.columns(), Integer.MAX_VALUE);
    return new PictureMaker(room, now).picture(header(now), List.copyOf(jobs.values()));
  }

  private String header(long now) {
    long done = jobs.values().stream().filter(job -> !job.isRunning()).count();
    boolean failed = jobs.values().stream().anyMatch(job -> job.state() == Job.State.FAILED);
    return "[+] %s %s (%d/%d)%s"
        .formatted(
            title,
            PictureMaker.seconds(ended.orElse(now) - began),
            done,
            jobs.size(),
            ended.isEmpty() ? "" : failed ? " FAILED" : " FINISHED");
  }

  /// What is left to say when the last picture stands: warnings, and what failed jobs wrote.
  synchronized List<String> epilogue() {
    var lines = new ArrayList<String>();
    warnings.forEach(warning -> lines.add("warning: " + warning));
    for (var job : jobs.values()) {
      if (job.state() == Job.State.FAILED && !job.log().all().isEmpty()) {
        lines.add("------");
        lines.add(" > " + job.title() + ":");
        if (job.log().dropped() > 0) {
          lines.add(
              "%d lines before these are not kept; --progress plain prints them"
                  .formatted(job.log().dropped()));
        }
        lines.addAll(job.log().all());
        lines.add("------");
      }
    }
    return lines;
  }
}
