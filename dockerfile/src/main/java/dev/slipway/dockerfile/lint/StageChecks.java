package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.DockerfileException.Unexpandable;
import dev.slipway.dockerfile.Expanded;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.GlobalScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Walks the stages in file order: their bases here, their instructions in [InstructionChecks].
final class StageChecks {
  private final Dockerfile file;
  private final LintContext context;
  private final GlobalScope globals;
  private final Findings findings;
  private final StageLookup lookup;
  private final Map<Integer, InstructionChecks> walked = new HashMap<>();

  StageChecks(Dockerfile file, LintContext context, GlobalScope globals, Findings findings) {
    this.file = file;
    this.context = context;
    this.globals = globals;
    this.findings = findings;
    this.lookup = new StageLookup(file);
  }

  void run() {
    var bases = new HashMap<Integer, String>();
    file.stages().forEach(stage -> bases.put(stage.index(), base(stage)));
    var uses = new StageUses(file, lookup, bases);
    new OwnStageChecks(file, context, globals, findings, lookup).run(uses);
    var wanted = wanted(uses);
    for (var stage : file.stages()) {
      if (wanted.contains(stage.index())) {
        walk(stage, bases.getOrDefault(stage.index(), ""));
      }
    }
  }

  private Set<Integer> wanted(StageUses uses) {
    if (context.target().isPresent()) {
      return uses.neededBy(lookup.target(context.target().get()));
    }
    return switch (context.reach()) {
      case EVERY_STAGE -> file.stages().stream().map(Stage::index).collect(Collectors.toSet());
      case NEEDED_STAGES -> uses.neededBy(file.lastStage());
    };
  }

  private void walk(Stage stage, String image) {
    var parent = lookup.base(stage, image);
    var facts = parent.isPresent() ? Optional.<Bases.Facts>empty() : facts(stage, image);
    var checks =
        parent
            .flatMap(earlier -> Optional.ofNullable(walked.get(earlier.index())))
            .map(earlier -> earlier.child(stage))
            .orElseGet(() -> InstructionChecks.of(file, context, globals, findings, stage, facts));
    walked.put(stage.index(), checks);
    parent.ifPresent(checks::runTriggersOf);
    checks.run();
  }

  private Optional<Bases.Facts> facts(Stage stage, String image) {
    if (image.equals("scratch")) {
      return Optional.of(Bases.Facts.NOTHING);
    }
    var facts = context.bases().find(stage, image);
    facts
        .flatMap(Bases.Facts::otherPlatform)
        .ifPresent(
            other ->
                findings.add(
                    Rule.INVALID_BASE_IMAGE_PLATFORM,
                    stage.from().span(),
                    image,
                    other.actual(),
                    other.expected()));
    return facts;
  }

  /// The expanded base of a stage, with the checks that FROM is subject to.
  private String base(Stage stage) {
    var from = stage.from();
    var comments = from.origin().comments();
    var image = expand(stage, from.image());
    reportUndeclared(stage, image);
    if (image.text().isEmpty()) {
      throw Invalid.of(
          file.source(),
          from.image().span(),
          "base name (%s) should not be blank".formatted(from.image().text()));
    }
    var written = from.platform().filter(word -> !word.text().isEmpty());
    if (written.isPresent()) {
      var word = written.get();
      var platform = expand(stage, word);
      reportUndeclared(stage, platform);
      boolean targetOnly =
          platform.used().equals(Set.of("TARGETPLATFORM")) && platform.undefined().isEmpty();
      if (targetOnly && platform.text().equals(globals.values().get("TARGETPLATFORM"))) {
        findings.add(comments, Rule.REDUNDANT_TARGET_PLATFORM, from.span(), word.text());
      }
      if (platform.used().isEmpty() && platform.undefined().isEmpty()) {
        reportConstant(stage, platform.text());
      }
      if (platform.text().isEmpty()) {
        throw Invalid.of(
            file.source(),
            word.span(),
            "empty platform value from expression %s%s"
                .formatted(
                    word.text(),
                    Suggestion.phrase(
                        platform.undefined().stream()
                            .map(name -> Suggestion.ofBuildKit(name, names()))
                            .flatMap(Optional::stream)
                            .findFirst())));
      }
    }
    return image.text();
  }

  private Expanded expand(Stage stage, Word word) {
    try {
      return file.expander().expand(word.text(), globals);
    } catch (Unexpandable e) {
      throw e.at(file.source(), stage.from().span());
    }
  }

  private void reportUndeclared(Stage stage, Expanded expanded) {
    for (var name : expanded.undefined()) {
      if (!globals.names().contains(name)) {
        findings.add(
            stage.from().origin().comments(),
            Rule.UNDEFINED_ARG_IN_FROM,
            stage.from().span(),
            name,
            Suggestion.phrase(Suggestion.ofBuildKit(name, names())));
      }
    }
  }

  private void reportConstant(Stage stage, String text) {
    var name = stage.name().orElse("");
    PlatformName.parse(text, context.predefined().getOrDefault("BUILDARCH", "amd64"))
        .filter(
            platform ->
                !name.contains(platform.system()) && !name.contains(platform.architecture()))
        .ifPresent(
            _ ->
                findings.add(
                    stage.from().origin().comments(),
                    Rule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
                    stage.from().span(),
                    text));
  }

  private List<String> names() {
    return globals.names();
  }
}
