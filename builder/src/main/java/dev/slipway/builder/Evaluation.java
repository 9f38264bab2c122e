package dev.slipway.builder;

import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.lint.Bases;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.dockerfile.outline.Outline;
import dev.slipway.dockerfile.outline.Target;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be said of a Dockerfile without building it: what its checks find, what it can be
/// given, and which stages it has.
///
/// Needs no store and no registry, and so knows nothing of base images.
public final class Evaluation {
  private static final String CHECK = "BUILDKIT_DOCKERFILE_CHECK";

  private final Source source;
  private final LintContext context;

  private Evaluation(Source source, LintContext context) {
    this.source = source;
    this.context = context;
  }

  /// The Dockerfile of `request`, which is read here, with what else the request says.
  ///
  /// @param machine the platform of this machine
  /// @throws BuildException.Definition when a file cannot be read
  /// @throws DockerfileException.Invalid when the ignore file is wrong
  public static Evaluation of(BuildRequest request, Platform machine) {
    var files = new RequestFiles(request);
    return of(request, machine, files.dockerfile(), files);
  }

  static Evaluation of(BuildRequest request, Platform machine, Source source, RequestFiles files) {
    var contexts = files.contexts();
    var context =
        LintContext.standard()
            .withPredefined(predefined(request, machine, request.platform().orElse(machine)))
            .withBuildArguments(request.arguments())
            .withIgnored(files.ignored())
            .withContext(path -> holds(contexts, path));
    var check = Optional.ofNullable(request.arguments().get(CHECK));
    context = check.isPresent() ? context.withCheck(check.get()) : context;
    return new Evaluation(
        source,
        request.target().isPresent() ? context.withTarget(request.target().get()) : context);
  }

  private static Map<String, String> predefined(
      BuildRequest request, Platform machine, Platform target) {
    var arguments = new LinkedHashMap<String, String>();
    predefine(arguments, "BUILD", machine);
    predefine(arguments, "TARGET", target);
    arguments.put("TARGETSTAGE", request.target().orElse("default"));
    return arguments;
  }

  private static void predefine(Map<String, String> arguments, String side, Platform platform) {
    arguments.put(side + "PLATFORM", platform.toString());
    arguments.put(side + "OS", platform.os());
    arguments.put(side + "OSVERSION", platform.osVersion().orElse(""));
    arguments.put(side + "ARCH", platform.architecture());
    arguments.put(side + "VARIANT", platform.variant().orElse(""));
  }

  // Only a hint for people: where the context cannot be read, the build says so.
  private static boolean holds(Contexts contexts, String path) {
    try {
      return contexts.main().find(TreePath.of(path)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /// The same with the rules that BuildKit does not have on or off.
  public Evaluation withOwnRules(OwnRules rules) {
    return new Evaluation(source, context.withOwnRules(rules));
  }

  /// The same with another name for the file, which messages and reports use.
  public Evaluation called(String name) {
    return new Evaluation(Source.of(name, source.text()), context);
  }

  /// The text of the file.
  public Source source() {
    return source;
  }

  LintContext context() {
    return context;
  }

  /// What the checks find; an error in the file is part of the report.
  public LintReport check() {
    return check(Bases.unknown());
  }

  LintReport check(Bases bases) {
    try {
      return Linter.lint(Dockerfile.parse(source), context.withBases(bases));
    } catch (DockerfileException e) {
      return new LintReport(List.of(), Optional.of(e), false);
    }
  }

  /// What the target can be given.
  ///
  /// @throws DockerfileException when the file is wrong, or there is no such target
  public Outline outline() {
    return Outline.of(Dockerfile.parse(source), context);
  }

  /// The stages that can be built.
  ///
  /// @throws DockerfileException.Invalid when the file is wrong
  public List<Target> targets() {
    return Target.of(Dockerfile.parse(source));
  }
}
