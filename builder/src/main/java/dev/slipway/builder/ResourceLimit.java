package dev.slipway.builder;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How much of something a command of RUN and each program that it starts may have: docker's
/// `--ulimit`.
///
/// @param resource what is limited
/// @param soft what holds; the command may raise it up to `hard`
/// @param hard the most; at least `soft`
public record ResourceLimit(Resource resource, long soft, long hard) {
  /// As a limit: none.
  public static final long UNLIMITED = -1;

  /// What the kernel counts, by docker's names; in the order of the kernel's numbers.
  public enum Resource {
    /// Seconds of processor time.
    CPU(0),
    /// Bytes of a file.
    FSIZE(1),
    /// Bytes of data.
    DATA(2),
    /// Bytes of stack.
    STACK(3),
    /// Bytes of a core file.
    CORE(4),
    /// Bytes in memory.
    RSS(5),
    /// Processes of the user.
    NPROC(6),
    /// Open files.
    NOFILE(7),
    /// Bytes locked in memory.
    MEMLOCK(8),
    /// Locked files.
    LOCKS(10),
    /// Waiting signals.
    SIGPENDING(11),
    /// Bytes in message queues.
    MSGQUEUE(12),
    /// Twenty less the lowest nice value.
    NICE(13),
    /// The highest real-time priority.
    RTPRIO(14),
    /// Microseconds of real-time computing without a pause.
    RTTIME(15);

    private final int number;

    Resource(int number) {
      this.number = number;
    }

    /// The kernel's number, the same on all machines that RUN works on.
    public int number() {
      return number;
    }

    /// Docker's name.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Throws IllegalArgumentException when the soft limit is above the hard one.
  public ResourceLimit {
    if (hard != UNLIMITED && (soft == UNLIMITED || soft > hard)) {
      throw new IllegalArgumentException(
          "the soft limit %s is above the hard limit %s".formatted(text(soft), text(hard)));
    }
  }

  /// The limit that `text` says: `nofile=1024`, `nofile=1024:4096`, `core=-1`, `core=unlimited`.
  /// Where only one number is given it is both limits.
  ///
  /// Throws IllegalArgumentException for anything else.
  public static ResourceLimit parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("it is not NAME=SOFT[:HARD], as in nofile=1024:4096");
    }
    var resource = resource(text.substring(0, equals));
    var values = text.substring(equals + 1).split(":", -1);
    if (values.length > 2) {
      throw new IllegalArgumentException("there are at most two limits, SOFT:HARD");
    }
    return new ResourceLimit(resource, number(values[0]), number(values[values.length - 1]));
  }

  private static Resource resource(String word) {
    return Arrays.stream(Resource.values())
        .filter(resource -> resource.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is none of %s"
                        .formatted(
                            word,
                            Arrays.stream(Resource.values())
                                .map(Resource::word)
                                .sorted()
                                .collect(Collectors.joining(", ")))));
  }

  private static long number(String text) {
    if (text.equals("unlimited")) {
      return UNLIMITED;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= UNLIMITED) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'%s' is no limit: a number, or -1 or unlimited".formatted(text));
  }

  private static String text(long limit) {
    return limit == UNLIMITED ? "unlimited" : Long.toString(limit);
  }

  /// As it is written: `nofile=1024:4096`.
  @Override
  public String toString() {
    return "%s=%d:%d".formatted(resource.word(), soft, hard);
  }
}
