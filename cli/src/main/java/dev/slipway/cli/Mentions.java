package dev.slipway.cli;

import java.util.HashSet;
import java.util.Set;

/// What looks like a flag among the arguments and in the environment of one run.
///
/// @param words the long flags, without what follows `=`
/// @param letters all that may be a short flag, alone or among others as in `-qt NAME`
record Mentions(Set<String> words, String letters) {
  static Mentions of(Surroundings surroundings, String... arguments) {
    var words = new HashSet<String>();
    var letters = new StringBuilder();
    for (var argument : arguments) {
      if (argument.startsWith("--")) {
        int equals = argument.indexOf('=');
        words.add(equals < 0 ? argument : argument.substring(0, equals));
      } else if (argument.startsWith("-")) {
        letters.append(argument, 1, argument.length());
      }
    }
    for (var variable : surroundings.environment().keySet()) {
      FlagVariables.flag(variable).ifPresent(words::add);
    }
    return new Mentions(words, letters.toString());
  }

  /// Whether the run may name `flag`. What looks like a flag may be the value of another one, so it
  /// need not name it; but one that is not mentioned here has no part in what the arguments mean.
  boolean include(Flag flag) {
    for (var name : flag.names()) {
      if (name.startsWith("--") ? words.contains(name) : letters.indexOf(name.charAt(1)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
