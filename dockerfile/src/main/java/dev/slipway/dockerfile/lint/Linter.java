package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.List;
import java.util.Optional;

/// Checks a file against all rules that need no registry.
public final class Linter {
  private Linter() {}

  /// Checks the file `source`. When it cannot be parsed, that is the error of the report, and the
  /// warnings are those of BuildKit: of the instructions above it, each for itself.
  public static LintReport lint(Source source, LintContext context) {
    try {
      return lint(Dockerfile.parse(source), context);
    } catch (Invalid e) {
      var above = Dockerfile.above(source).map(part -> written(part, context)).orElse(List.of());
      return new LintReport(above, Optional.of(e), false);
    }
  }

  private static List<Warning> written(Dockerfile part, LintContext context) {
    try {
      var findings = new Findings(options(part, context), context.ownRules());
      new SyntaxChecks(part, findings).checkInstructions();
      return findings.byLine();
    } catch (Invalid e) {
      // The options cannot be read; what is wrong with the file comes first.
      return List.of();
    }
  }

  /// Checks `file`. An error that a build would stop at ends the check and is part of the report.
  ///
  /// Without a target every stage is checked, with one only what it needs is expanded. Of a base
  /// image of which `context` knows nothing, the environment is not known either: there a variable
  /// counts as undefined only when a name near to it is defined.
  public static LintReport lint(Dockerfile file, LintContext context) {
    CheckOptions options;
    try {
      options = options(file, context);
    } catch (DockerfileException e) {
      return new LintReport(List.of(), Optional.of(e), false);
    }
    var findings = new Findings(options, context.ownRules());
    Optional<DockerfileException> error = Optional.empty();
    try {
      new SyntaxChecks(file, findings).run();
      new DefaultBaseChecks(file, context, findings).run();
      var globals = GlobalScope.of(file, context.predefined(), context.buildArguments());
      new StageChecks(file, context, globals, findings).run();
      new StageLookup(file).check();
    } catch (DockerfileException e) {
      error = Optional.of(e);
    }
    return new LintReport(findings.byLine(), error, options.error());
  }

  /// Which rules hold for `file`: what `context` says, else what the file itself says.
  ///
  /// Throws [DockerfileException.Invalid], in BuildKit's words, when they cannot be read.
  public static CheckOptions options(Dockerfile file, LintContext context) {
    if (context.check().isPresent()) {
      var text = context.check().get();
      return options(text)
          .orElseThrow(() -> Invalid.of(file.source(), file.source().span(0, 0), problem(text)));
    }
    var directive = file.directives().check();
    if (directive.isEmpty()) {
      return CheckOptions.DEFAULT;
    }
    var text = directive.get().firstWord();
    return options(text)
        .orElseThrow(() -> Invalid.of(file.source(), directive.get().span(), problem(text)));
  }

  private static Optional<CheckOptions> options(String text) {
    try {
      return Optional.of(CheckOptions.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String problem(String text) {
    try {
      CheckOptions.parse(text);
      return "";
    } catch (IllegalArgumentException e) {
      return "failed to parse check options: " + e.getMessage();
    }
  }
}
