package dev.slipway.cli;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives each flag its value from the environment: `--build-arg` from `SLIPWAY_BUILD_ARG`.
///
/// A flag that may be given several times takes one value from each line of its variable.
final class FlagVariables implements IDefaultValueProvider {
  /// Parts the values of a flag that may be given several times: a character that no argument of
  /// a process can hold, so that picocli never splits what was typed.
  static final String SEPARATOR = "\u0000";

  private static final String PREFIX = "SLIPWAY_";

  private final Surroundings surroundings;

  FlagVariables(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    var value = surroundings.variable(variable(option.longestName())).orElse(null);
    return value == null || !option.isMultiValue() ? value : value.strip().replace("\n", SEPARATOR);
  }

  /// The variable of a long flag: `SLIPWAY_BUILD_ARG` for `--build-arg`.
  static String variable(String flag) {
    return PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /// The long flag that `variable` would be for: `--build-arg` for `SLIPWAY_BUILD_ARG`. Whether
  /// there is one of this name is another question.
  static Optional<String> flag(String variable) {
    return variable.startsWith(PREFIX)
        ? Optional.of(
            "--" + variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-'))
        : Optional.empty();
  }
}
