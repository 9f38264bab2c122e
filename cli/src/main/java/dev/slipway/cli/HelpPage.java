package dev.slipway.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What `help` and `--help` print.
final class HelpPage {
  private HelpPage() {}

  /// The page of the whole program.
  static String ofProgram() {
    var groups =
        Arrays.stream(Verb.Group.values())
            .map(HelpPage::section)
            .filter(section -> !section.isEmpty())
            .collect(Collectors.joining("\n"));
    return """
      Slipway builds and pushes OCI images from Dockerfiles: no Docker, no daemon, no root.

      Usage: slipway COMMAND [OPTIONS] [ARGUMENTS]

      %s
      `slipway help COMMAND` explains a command. Every flag can be set in the environment too:
      --build-arg is SLIPWAY_BUILD_ARG, with one value a line where there may be several.

      Exit codes
      %s"""
        .formatted(groups, exitCodes());
  }

  /// The page of one verb.
  static String of(Verb verb) {
    return new Parser(verb, verb.command()).helpPage();
  }

  private static String section(Verb.Group group) {
    var lines =
        Arrays.stream(Verb.values())
            .filter(verb -> verb.group() == group)
            .map(verb -> "  %-12s%s%n".formatted(verb.word(), verb.summary()))
            .collect(Collectors.joining());
    return lines.isEmpty() ? "" : group.title() + "\n" + lines;
  }

  private static String exitCodes() {
    return ExitCode.all().stream()
        .map(code -> "  %3d  %s%n".formatted(code.number(), code.meaning()))
        .collect(Collectors.joining());
  }
}
