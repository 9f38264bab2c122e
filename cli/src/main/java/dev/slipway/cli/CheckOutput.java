package dev.slipway.cli;

import dev.slipway.cli.check.CheckJson;
import dev.slipway.cli.check.CheckText;
import dev.slipway.cli.check.Checked;
import dev.slipway.cli.check.LintText;
import dev.slipway.cli.check.Sarif;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Prints what checks found, and tells how the program is to exit.
///
/// @param surroundings where to print
/// @param format in which form
/// @param status whether warnings count for the exit code
record CheckOutput(Surroundings surroundings, Format format, Status status) {
  /// The forms of findings.
  enum Format {
    /// For people.
    TEXT,
    /// The result of BuildKit's own request.
    JSON,
    /// For code hosts.
    SARIF;

    static Format named(String word) {
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandException.Usage(
                      "slipway: the format %s is none of text, json and sarif".formatted(word)));
    }
  }

  /// Whether warnings make the exit code other than 0.
  enum Status {
    /// They do, as docker has it.
    HEEDED,
    /// They do not; an error that a build would stop at still does.
    IGNORED
  }

  /// All findings with the place underlined, errors among them.
  ExitCode printLint(List<Checked> files) {
    switch (format) {
      case TEXT ->
          files.forEach(file -> surroundings.out().print(HarmlessText.lines(LintText.of(file))));
      case JSON, SARIF -> surroundings.out().println(Json.text(document(files)));
    }
    return exitCode(files);
  }

  /// Warnings as docker prints them, and an error where errors go.
  ExitCode printCheck(Checked file) {
    switch (format) {
      case TEXT -> surroundings.out().print(HarmlessText.lines(CheckText.of(file)));
      case JSON, SARIF -> surroundings.out().println(Json.text(document(List.of(file))));
    }
    if (file.report().error().isPresent()) {
      throw file.report().error().get();
    }
    file.report().violation().map(HarmlessText::lines).ifPresent(surroundings.err()::println);
    return exitCode(List.of(file));
  }

  private Object document(List<Checked> files) {
    return switch (format) {
      case SARIF -> Sarif.of(files, Version.current().number());
      case TEXT, JSON -> CheckJson.of(files);
    };
  }

  private ExitCode exitCode(List<Checked> files) {
    if (files.stream().anyMatch(file -> file.report().stopsBuild())) {
      return ExitCode.DOCKERFILE;
    }
    boolean warned = files.stream().anyMatch(file -> !file.report().warnings().isEmpty());
    return switch (status) {
      case HEEDED -> warned ? ExitCode.FAILURE : ExitCode.SUCCESS;
      case IGNORED -> ExitCode.SUCCESS;
    };
  }
}
