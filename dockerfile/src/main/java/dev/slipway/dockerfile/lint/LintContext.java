package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.pattern.PathPatterns;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What is known beside the file when it is checked.
///
/// `predefined` are the platform arguments (`TARGETPLATFORM` and its like), `buildArguments` what
/// the build was given, `target` the stage asked for, `reach` which stages are expanded, `check`
/// what replaces the file's `# check=` directive, `ignored` the patterns of `.dockerignore`,
/// `contextHolds` tells whether the context holds a file at a relative path.
public record LintContext(
    Map<String, String> predefined,
    Map<String, String> buildArguments,
    Optional<String> target,
    Reach reach,
    Optional<String> check,
    PathPatterns ignored,
    Predicate<String> contextHolds,
    Bases bases,
    OwnRules ownRules) {

  /// Whether the rules that BuildKit does not have are checked.
  public enum OwnRules {
    /// They are.
    ON,
    /// They are not.
    OFF
  }

  /// Which stages are looked into; the rules about text alone hold for all of them.
  public enum Reach {
    /// All of them or, where a target is asked for, what it needs.
    EVERY_STAGE,
    /// What the target needs or, where none is asked for, the last stage: as a build does.
    NEEDED_STAGES
  }

  /// Copies the maps and keeps their order.
  public LintContext {
    predefined = Collections.unmodifiableMap(new LinkedHashMap<>(predefined));
    buildArguments = Collections.unmodifiableMap(new LinkedHashMap<>(buildArguments));
  }

  /// Nothing is known but that the build is for linux/amd64.
  public static LintContext standard() {
    return new LintContext(
        predefined("linux", "amd64"),
        Map.of(),
        Optional.empty(),
        Reach.EVERY_STAGE,
        Optional.empty(),
        PathPatterns.none(),
        _ -> false,
        Bases.unknown(),
        OwnRules.ON);
  }

  /// The same with these build arguments.
  public LintContext withBuildArguments(Map<String, String> arguments) {
    return new LintContext(
        predefined, arguments, target, reach, check, ignored, contextHolds, bases, ownRules);
  }

  /// The same with these platform arguments.
  public LintContext withPredefined(Map<String, String> arguments) {
    return new LintContext(
        arguments, buildArguments, target, reach, check, ignored, contextHolds, bases, ownRules);
  }

  /// The same for one stage and what it needs.
  public LintContext withTarget(String stage) {
    return new LintContext(
        predefined,
        buildArguments,
        Optional.of(stage),
        reach,
        check,
        ignored,
        contextHolds,
        bases,
        ownRules);
  }

  /// The same with another reach.
  public LintContext withReach(Reach stages) {
    return new LintContext(
        predefined, buildArguments, target, stages, check, ignored, contextHolds, bases, ownRules);
  }

  /// The same with other options than the file's own.
  public LintContext withCheck(String options) {
    return new LintContext(
        predefined,
        buildArguments,
        target,
        reach,
        Optional.of(options),
        ignored,
        contextHolds,
        bases,
        ownRules);
  }

  /// The same with the patterns of the context's ignore file.
  public LintContext withIgnored(PathPatterns patterns) {
    return new LintContext(
        predefined, buildArguments, target, reach, check, patterns, contextHolds, bases, ownRules);
  }

  /// The same with a look into the context.
  public LintContext withContext(Predicate<String> holds) {
    return new LintContext(
        predefined, buildArguments, target, reach, check, ignored, holds, bases, ownRules);
  }

  /// The same with knowledge of base images.
  public LintContext withBases(Bases known) {
    return new LintContext(
        predefined, buildArguments, target, reach, check, ignored, contextHolds, known, ownRules);
  }

  /// The same with our own rules on or off.
  public LintContext withOwnRules(OwnRules own) {
    return new LintContext(
        predefined, buildArguments, target, reach, check, ignored, contextHolds, bases, own);
  }

  private static Map<String, String> predefined(String system, String architecture) {
    var platform = system + "/" + architecture;
    var arguments = new LinkedHashMap<String, String>();
    for (var side : new String[] {"BUILD", "TARGET"}) {
      arguments.put(side + "PLATFORM", platform);
      arguments.put(side + "OS", system);
      arguments.put(side + "OSVERSION", "");
      arguments.put(side + "ARCH", architecture);
      arguments.put(side + "VARIANT", "");
    }
    arguments.put("TARGETSTAGE", "default");
    return arguments;
  }
}
