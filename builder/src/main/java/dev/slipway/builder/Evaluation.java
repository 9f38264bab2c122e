package dev.slipway.builder;

import dev.slipway.builder.plan.PlatformArguments;
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
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What can be said of a Dockerfile without building it: what its checks find, what it can be
/// given, and which stages it has.
///
/// One that a [Builder] gives knows what base images say of themselves. Another one needs neither a
/// store nor a registry.
public final class Evaluation {
  private static final String CHECK = "BUILDKIT_DOCKERFILE_CHECK";

  private final Source source;
  private final LintContext context;
  private final Checker checker;

  /// Holds a Dockerfile against the checks.
  @FunctionalInterface
  interface Checker {
    LintReport check(Dockerfile file, LintContext context);
  }

  private Evaluation(Source source, LintContext context, Checker checker) {
    this.source = source;
    this.context = context;
    this.checker = checker;
  }

  /// The Dockerfile of `request`, which is read here, with what else the request says.
  ///
  /// @param machine the platform of this machine
  /// @throws BuildException.Definition when a file cannot be read
  /// @throws DockerfileException.Invalid when the ignore file is wrong
  public static Evaluation of(BuildRequest request, Platform machine) {
    return of(request, machine, new RequestFiles(request));
  }

  static Evaluation of(BuildRequest request, Platform machine, RequestFiles files) {
    var ignored = files.ignored();
    return of(request, machine, files.dockerfile(), ignored, files.contexts(ignored));
  }

  static Evaluation of(
      BuildRequest request,
      Platform machine,
      Source source,
      PathPatterns ignored,
      Contexts contexts) {
    var context =
        LintContext.standard()
            .withPredefined(PlatformArguments.of(Equipment.planSettings(request, machine)))
            .withBuildArguments(request.arguments())
            .withIgnored(ignored)
            .withContext(path -> holds(contexts, path));
    var check = Optional.ofNullable(request.arguments().get(CHECK));
    var target = request.target();
    context = check.isPresent() ? context.withCheck(check.get()) : context;
    context = target.isPresent() ? context.withTarget(target.get()) : context;
    return new Evaluation(source, context, Evaluation::withoutImages);
  }

  private static LintReport withoutImages(Dockerfile file, LintContext context) {
    return Linter.lint(file, context.withBases(Bases.unknown()));
  }

  /// The same with checks by `other`.
  Evaluation checkedBy(Checker other) {
    return new Evaluation(source, context, other);
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
    return new Evaluation(source, context.withOwnRules(rules), checker);
  }

  /// The same as far as a build looks: at what the target needs.
  Evaluation ofBuild() {
    return new Evaluation(source, context.withReach(LintContext.Reach.NEEDED_STAGES), checker);
  }

  /// The same with another name for the file, which messages and reports use.
  public Evaluation called(String name) {
    return new Evaluation(Source.of(name, source.text()), context, checker);
  }

  /// The text of the file.
  public Source source() {
    return source;
  }

  /// Whether anybody says how to check, the file or whoever asks for the build.
  static boolean isTold(Dockerfile file, BuildRequest request) {
    return file.directives().check().isPresent() || request.arguments().containsKey(CHECK);
  }

  /// Whether warnings are to be errors.
  ///
  /// @throws DockerfileException.Invalid when what is wanted cannot be read
  boolean demanding(Dockerfile file) {
    return Linter.options(file, context).error();
  }

  /// What the checks find; an error in the file is part of the report.
  ///
  /// @throws BuildException when a builder's store cannot be used, or somebody cancels
  public LintReport check() {
    try {
      return checker.check(Dockerfile.parse(source), context);
    } catch (DockerfileException _) {
      return Linter.lint(source, context);
    }
  }

  /// What the checks find in a build, which reads the file itself.
  LintReport check(Dockerfile file, Bases bases) {
    return Linter.lint(file, context.withBases(bases));
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
