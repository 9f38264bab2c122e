package dev.slipway.dockerfile.outline;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.outline.Outline.Credential;
import dev.slipway.dockerfile.scope.Argument;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.dockerfile.scope.StageScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Walks the stages up to the target and collects what they use.
final class OutlineReader {
  private final Dockerfile file;
  private final LintContext context;
  private final GlobalScope globals;
  private final StageLookup lookup;
  private final List<Uses> read = new ArrayList<>();

  OutlineReader(Dockerfile file, LintContext context) {
    this.file = file;
    this.context = context;
    this.globals = GlobalScope.of(file, context.predefined(), context.buildArguments());
    this.lookup = new StageLookup(file);
  }

  /// What one stage itself uses, and the numbers of the stages that it needs.
  private static final class Uses {
    final StageScope scope;
    final Map<String, Argument> known;
    final Set<String> arguments = new LinkedHashSet<>();
    final Map<String, Credential> secrets = new LinkedHashMap<>();
    final Map<String, Credential> ssh = new LinkedHashMap<>();
    final Set<Integer> stages = new LinkedHashSet<>();

    void addStage(Stage stage) {
      stages.add(stage.index());
    }

    Uses(StageScope scope, Map<String, Argument> known) {
      this.scope = scope;
      this.known = new LinkedHashMap<>(known);
    }
  }

  Outline read() {
    var target = context.target().map(lookup::target).orElseGet(file::lastStage);
    for (var stage : file.stages().subList(0, target.index() + 1)) {
      read.add(read(stage));
    }
    var needed = needed(target);
    return new Outline(
        target.name(),
        target.name().flatMap(target.from().origin()::description),
        arguments(needed),
        credentials(needed.stream().map(uses -> uses.secrets).toList()),
        credentials(needed.stream().map(uses -> uses.ssh).toList()));
  }

  /// What is used by `target` and by the stages that it needs, each before those that it needs
  /// itself.
  private List<Uses> needed(Stage target) {
    var needed = new LinkedHashSet<Integer>();
    var ahead = new ArrayDeque<>(List.of(target.index()));
    while (!ahead.isEmpty()) {
      int next = ahead.pop();
      if (next < read.size() && needed.add(next)) {
        List.copyOf(read.get(next).stages).reversed().forEach(ahead::push);
      }
    }
    return needed.stream().map(read::get).toList();
  }

  private Uses read(Stage stage) {
    var used = new LinkedHashSet<String>();
    var image = expand(stage.from().image(), used);
    stage.from().platform().ifPresent(word -> expand(word, used));
    var parent = lookup.base(stage, image);
    var scope =
        parent
            .map(earlier -> read.get(earlier.index()).scope.child())
            .orElseGet(() -> new StageScope(globals));
    var uses = new Uses(scope, globals.declared());
    uses.arguments.addAll(used);
    parent.ifPresent(uses::addStage);
    parent.ifPresent(earlier -> addTriggers(earlier, stage, uses));
    stage.instructions().forEach(one -> add(one, one.span(), stage, uses));
    return uses;
  }

  private void addTriggers(Stage parent, Stage stage, Uses uses) {
    for (var instruction : parent.instructions()) {
      if (instruction instanceof Instruction.OnBuild onBuild) {
        var trigger = Dockerfile.parseTrigger("ONBUILD", onBuild.trigger());
        add(trigger, stage.from().span(), stage, uses);
      }
    }
  }

  private void add(Instruction instruction, Span span, Stage stage, Uses uses) {
    if (instruction instanceof Instruction.Arg arg) {
      arg.declarations().forEach(one -> declare(arg, one, span, uses));
    } else if (instruction instanceof Instruction.Env env) {
      setAll(env, uses.scope);
    } else if (instruction instanceof Instruction.Copy copy) {
      copy.from()
          .filter(from -> !from.text().isEmpty())
          .flatMap(from -> lookup.copySource(stage, from))
          .ifPresent(uses::addStage);
    } else if (instruction instanceof Instruction.Run run) {
      run.mounts().forEach(flag -> add(flag, span, stage, uses));
    }
  }

  private void add(MountFlag flag, Span span, Stage stage, Uses uses) {
    var mount =
        Mount.of(
            flag, file.source(), part -> file.expansion().of(flag.word(), part, uses.scope).text());
    lookup.mountSource(stage, flag.word(), mount).ifPresent(uses::addStage);
    add(mount, span, uses);
  }

  private void setAll(Instruction.Env env, StageScope scope) {
    var values =
        env.pairs().stream()
            .map(pair -> Map.entry(expand(pair.name(), scope), expand(pair.value(), scope)))
            .toList();
    values.forEach(pair -> scope.set(pair.getKey(), pair.getValue()));
  }

  /// An argument that only takes over the global value is described where that was declared.
  private void declare(
      Instruction.Arg arg, Instruction.Declaration declaration, Span span, Uses uses) {
    var name = declaration.name().text();
    var value = uses.scope.declare(declaration, word -> expand(word, uses.scope));
    boolean own =
        declaration.value().isPresent()
            || context.buildArguments().containsKey(name)
            || !globals.values().containsKey(name);
    if (own) {
      uses.known.put(
          name, new Argument(name, value, arg.origin().description(name), span, Set.of()));
    }
    uses.arguments.add(name);
  }

  private static void add(Mount mount, Span span, Uses uses) {
    switch (mount) {
      case Mount.Secret secret ->
          uses.secrets.putIfAbsent(secret.id(), new Credential(secret.id(), secret.need(), span));
      case Mount.Ssh ssh ->
          uses.ssh.putIfAbsent(ssh.id(), new Credential(ssh.id(), ssh.need(), span));
      case Mount.Bind _, Mount.Cache _, Mount.Tmpfs _ -> {}
    }
  }

  /// Each name once, as the stage nearest to the target knows it, with what its default needed.
  private List<Outline.Argument> arguments(List<Uses> needed) {
    var seen = new HashSet<String>();
    var arguments = new ArrayList<Outline.Argument>();
    for (var uses : needed) {
      var names = new LinkedHashSet<String>();
      uses.arguments.forEach(name -> addWithNeeds(name, uses.known, names));
      for (var name : names) {
        Optional<Argument> argument = Optional.ofNullable(uses.known.get(name));
        if (argument.isPresent() && seen.add(name)) {
          arguments.add(
              new Outline.Argument(
                  name,
                  argument.get().description(),
                  argument.get().value(),
                  argument.get().span()));
        }
      }
    }
    arguments.sort(Comparator.comparingInt(argument -> argument.span().firstLine()));
    return arguments;
  }

  private static void addWithNeeds(String name, Map<String, Argument> known, Set<String> names) {
    if (names.add(name) && known.containsKey(name)) {
      known.get(name).needs().forEach(needed -> addWithNeeds(needed, known, names));
    }
  }

  private static List<Credential> credentials(List<Map<String, Credential>> stages) {
    var all = new LinkedHashMap<String, Credential>();
    stages.forEach(stage -> stage.forEach(all::putIfAbsent));
    return all.values().stream()
        .sorted(Comparator.comparingInt(credential -> credential.span().firstLine()))
        .toList();
  }

  private String expand(Word word, Set<String> used) {
    var expanded = file.expansion().of(word, globals);
    used.addAll(expanded.used());
    return expanded.text();
  }

  private String expand(Word word, StageScope scope) {
    return file.expansion().text(word, scope);
  }
}
