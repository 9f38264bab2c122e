package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Instruction.From;
import dev.slipway.dockerfile.Origin;
import dev.slipway.dockerfile.Position;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// The rules about how things are written: nothing is expanded for them.
final class SyntaxChecks {
  private final Dockerfile file;
  private final Findings findings;

  SyntaxChecks(Dockerfile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  void run() {
    checkInstructions();
    checkStageNames();
    checkCasing();
  }

  /// The rules that look at one instruction alone.
  void checkInstructions() {
    file.globals().forEach(this::check);
    for (var stage : file.stages()) {
      check(stage.from());
      stage.instructions().forEach(this::check);
    }
  }

  private void check(Instruction instruction) {
    var origin = instruction.origin();
    if (origin.holdsEmptyLine()) {
      var at = new Position(origin.lastLine(), 1);
      findings.add(Rule.NO_EMPTY_CONTINUATION, new Span(at, at));
    }
    if (instruction instanceof From from) {
      check(from);
    } else if (instruction instanceof Instruction.Arg arg) {
      checkDescription(arg, arg.declarations().stream().map(one -> one.name().text()).toList());
    } else if (instruction instanceof Instruction.Maintainer) {
      add(origin, Rule.MAINTAINER_DEPRECATED);
    }
  }

  private void check(From from) {
    var keyword = from.origin().keyword().text();
    from.alias()
        .map(Word::text)
        .filter(name -> !isLower(name))
        .ifPresent(name -> add(from.origin(), Rule.STAGE_NAME_CASING, name));
    from.as()
        .map(Word::text)
        .filter(as -> isLower(keyword) ? !isLower(as) : isUpper(keyword) && !isUpper(as))
        .ifPresent(as -> add(from.origin(), Rule.FROM_AS_CASING, as, keyword));
    from.alias()
        .map(alias -> alias.text().toLowerCase(Locale.ROOT))
        .ifPresent(name -> checkDescription(from, List.of(name)));
  }

  /// The last comment above must start with one of the names.
  private void checkDescription(Instruction instruction, List<String> names) {
    var comments = instruction.origin().comments();
    if (comments.isEmpty() || names.contains(comments.getLast().text().split(" ", 2)[0])) {
      return;
    }
    add(
        instruction.origin(),
        Rule.INVALID_DEFINITION_DESCRIPTION,
        instruction.keyword(),
        names.size() > 1 ? "<arg_key>" : names.getFirst());
  }

  private void checkStageNames() {
    var seen = new HashSet<String>();
    for (var stage : file.stages()) {
      if (stage.name().isEmpty()) {
        continue;
      }
      var name = stage.name().get();
      if (name.equals("scratch") || name.equals("context")) {
        findings.add(Rule.RESERVED_STAGE_NAME, stage.from().span(), name);
      }
      if (!seen.add(name)) {
        findings.add(Rule.DUPLICATE_STAGE_NAME, stage.from().span(), name);
      }
    }
  }

  /// A word that is in one case counts for it; of equals upper case wins.
  private void checkCasing() {
    var all = new ArrayList<Instruction>();
    for (var stage : file.stages()) {
      all.add(stage.from());
      all.addAll(stage.instructions());
    }
    long lower = all.stream().filter(one -> isLower(one.origin().keyword().text())).count();
    long upper =
        all.stream()
            .map(one -> one.origin().keyword().text())
            .filter(word -> isUpper(word) && !isLower(word))
            .count();
    for (var instruction : all) {
      var word = instruction.origin().keyword().text();
      if (lower > upper ? !isLower(word) : !isUpper(word)) {
        findings.add(
            Rule.CONSISTENT_INSTRUCTION_CASING,
            instruction.span(),
            word,
            lower > upper ? "lowercase" : "uppercase");
      }
    }
  }

  private void add(Origin origin, Rule rule, Object... details) {
    findings.add(origin.comments(), rule, origin.span(), details);
  }

  private static boolean isLower(String word) {
    return word.equals(word.toLowerCase(Locale.ROOT));
  }

  private static boolean isUpper(String word) {
    return word.equals(word.toUpperCase(Locale.ROOT));
  }
}
