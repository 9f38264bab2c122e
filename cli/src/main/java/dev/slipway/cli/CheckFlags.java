package dev.slipway.cli;

import dev.slipway.builder.BuildRequest;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;

/// The flags of checks.
///
/// @param arguments the flags
/// @param surroundings where arguments without a value come from
record CheckFlags(Arguments arguments, Surroundings surroundings) {
  /// `--rules`, the switch for the rules that BuildKit does not have.
  static Flag rules() {
    return Flag.value(
        "WHICH",
        "Which checks are made: all, or buildkit (without Slipway's own). Default: all.",
        "--rules");
  }

  OwnRules ownRules() {
    var which = arguments.value("--rules").orElse("all");
    return switch (which) {
      case "all" -> OwnRules.ON;
      case "buildkit" -> OwnRules.OFF;
      default ->
          throw new CommandException.Usage(
              "slipway: --rules %s is none of all and buildkit".formatted(which));
    };
  }

  CheckOutput.Format format() {
    return arguments.has("--json")
        ? CheckOutput.Format.JSON
        : CheckOutput.Format.named(arguments.value("--format").orElse("text"));
  }

  CheckOutput.Status status() {
    return arguments.has("--no-fail") ? CheckOutput.Status.IGNORED : CheckOutput.Status.HEEDED;
  }

  /// `request` with `--build-arg`, `--target` and `--platform`.
  BuildRequest applied(BuildRequest request) {
    var applied = request;
    for (var text : arguments.values("--build-arg")) {
      var pair = BuildFlags.Pair.of("--build-arg", text);
      var value = pair.value().or(() -> surroundings.variable(pair.name()));
      if (value.isPresent()) {
        applied = applied.withArgument(pair.name(), value.get());
      }
    }
    var target = arguments.value("--target");
    if (target.isPresent()) {
      applied = applied.withTarget(target.get());
    }
    var platform = arguments.value("--platform");
    return platform.isPresent()
        ? applied.withPlatform(arguments.read(platform.get(), BuildFlags::platform))
        : applied;
  }
}
