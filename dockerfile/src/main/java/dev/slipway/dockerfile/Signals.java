package dev.slipway.dockerfile;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The signals that STOPSIGNAL accepts: those of Linux.
public final class Signals {
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
          "RTMIN", "RTMAX");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern REAL_TIME =
      Pattern.compile("RTMIN\\+([1-9]|1[0-5])|RTMAX-([1-9]|1[0-4])");

  private Signals() {}

  /// Whether `signal` is a number other than 0, or the name of a signal in any letter case, with or
  /// without `SIG`.
  public static boolean isKnown(String signal) {
    if (NUMBER.matcher(signal).matches()) {
      return Long.parseLong(signal) != 0;
    }
    var upper = signal.toUpperCase(Locale.ROOT);
    var name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    return NAMES.contains(name) || REAL_TIME.matcher(name).matches();
  }
}
