package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Command;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.Expanded;
import dev.slipway.dockerfile.Expander;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Keyword;
import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.PortRange;
import dev.slipway.dockerfile.Signals;
import dev.slipway.dockerfile.SlashPath;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.dockerfile.scope.StageScope;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Walks the instructions of one stage with the variables that they see.
final class InstructionChecks {
  private static final String SECRET =
      "(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?:_|^)" + SECRET + "(?:_|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern HARMLESS_NAME =
      Pattern.compile("(?:_|^)(?:public|file|version)(?:_|$)", Pattern.CASE_INSENSITIVE);
  private static final Set<String> NEVER_IN_ENVIRONMENT =
      Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

  private final Dockerfile file;
  private final LintContext context;
  private final Findings findings;
  private final Stage stage;
  private final StageScope scope;
  private final boolean baseKnown;
  private final Map<Keyword, Span> onlyOnce = new EnumMap<>(Keyword.class);
  private Optional<Span> place = Optional.empty();
  private boolean shellSet;
  private boolean workdirSet;

  private InstructionChecks(
      Dockerfile file,
      LintContext context,
      Findings findings,
      Stage stage,
      StageScope scope,
      boolean baseKnown) {
    this.file = file;
    this.context = context;
    this.findings = findings;
    this.stage = stage;
    this.scope = scope;
    this.baseKnown = baseKnown;
  }

  /// A stage that starts from an image of which `facts` are known, if any.
  static InstructionChecks of(
      Dockerfile file,
      LintContext context,
      GlobalScope globals,
      Findings findings,
      Stage stage,
      Optional<Bases.Facts> facts) {
    var environment = new LinkedHashMap<>(facts.map(Bases.Facts::environment).orElse(Map.of()));
    environment.putIfAbsent("PATH", StageScope.DEFAULT_PATH);
    var scope = new StageScope(globals, environment);
    var checks = new InstructionChecks(file, context, findings, stage, scope, facts.isPresent());
    checks.shellSet = facts.map(Bases.Facts::shell).orElse(false);
    facts.map(Bases.Facts::triggers).orElse(List.of()).forEach(checks::runTrigger);
    return checks;
  }

  /// A stage that starts from this one.
  InstructionChecks child(Stage next) {
    var checks = new InstructionChecks(file, context, findings, next, scope.child(), baseKnown);
    checks.shellSet = shellSet;
    checks.workdirSet = workdirSet;
    return checks;
  }

  /// Checks what the ONBUILDs of `parent` do here; their place is the FROM of this stage.
  void runTriggersOf(Stage parent) {
    for (var instruction : parent.instructions()) {
      if (instruction instanceof Instruction.OnBuild onBuild) {
        runTrigger(onBuild.trigger());
      }
    }
  }

  private void runTrigger(String trigger) {
    place = Optional.of(stage.from().span());
    try {
      check(Dockerfile.parseTrigger("ONBUILD", trigger));
    } catch (DockerfileException e) {
      throw Invalid.of(file.source(), stage.from().span(), e.problem());
    } finally {
      place = Optional.empty();
    }
  }

  void run() {
    for (var instruction : stage.instructions()) {
      check(instruction);
      new OwnInstructionChecks(file, context, findings).check(instruction, scope);
    }
  }

  private void check(Instruction instruction) {
    switch (instruction) {
      case Instruction.Copy copy -> check(copy, copy.from().map(Word::text).orElse(""));
      case Instruction.Add add -> check(add, "");
      case Instruction.Env env -> check(env);
      case Instruction.Label label -> {
        for (var pair : label.pairs()) {
          expand(label, pair.name());
          expand(label, pair.value());
          checkNotation(label, label.notation());
        }
      }
      case Instruction.Arg arg -> check(arg);
      case Instruction.Run run ->
          run.mounts()
              .forEach(
                  mount ->
                      Mount.of(
                          mount, file.source(), part -> expand(run, mount.word(), part).text()));
      case Instruction.Workdir workdir -> check(workdir);
      case Instruction.User user -> expand(user, user.user());
      case Instruction.Volume volume -> {
        for (var path : volume.paths()) {
          if (expand(volume, path).text().isEmpty()) {
            throw Invalid.of(
                file.source(), path.span(), "VOLUME specified can not be an empty string");
          }
        }
      }
      case Instruction.StopSignal stop -> {
        var signal = expand(stop, stop.signal()).text();
        if (!Signals.isKnown(signal)) {
          throw Invalid.of(file.source(), stop.signal().span(), "invalid signal: " + signal);
        }
      }
      case Instruction.Expose expose -> check(expose);
      case Instruction.Cmd cmd -> check(cmd, cmd.command());
      case Instruction.Entrypoint entrypoint -> check(entrypoint, entrypoint.command());
      case Instruction.HealthCheck health -> checkOnlyOnce(health);
      case Instruction.Shell _ -> shellSet = true;
      case Instruction.From _, Instruction.Maintainer _, Instruction.OnBuild _ -> {}
    }
  }

  private void check(Instruction.Transfer transfer, String from) {
    transfer.owner().ifPresent(word -> expand(transfer, word));
    transfer.mode().ifPresent(word -> expand(transfer, word));
    if (transfer instanceof Instruction.Add add) {
      add.checksum().ifPresent(word -> expand(transfer, word));
    }
    for (var path : transfer.paths()) {
      var source = expand(transfer, path).text();
      if (from.isEmpty() && !isRemote(transfer, source)) {
        checkIgnored(transfer, source);
      }
    }
    expand(transfer, transfer.destination());
    for (var heredoc : transfer.files()) {
      if (heredoc.expansion() == Heredoc.Expansion.EXPANDED) {
        reportUndefined(transfer, expandBody(heredoc).undefined());
      }
    }
  }

  private Expanded expandBody(Heredoc heredoc) {
    try {
      return Expander.expandBody(heredoc.body(), scope);
    } catch (DockerfileException.Unexpandable e) {
      throw Invalid.of(file.source(), heredoc.span(), e.problem());
    }
  }

  private static boolean isRemote(Instruction.Transfer transfer, String source) {
    return transfer instanceof Instruction.Add && RemoteSource.isRemote(source);
  }

  /// With a `!` in the ignore file it is hard to tell what stays, and [Rule#COPY_NEVER_MATCHES]
  /// does.
  private void checkIgnored(Instruction.Transfer transfer, String source) {
    var ignored = context.ignored();
    if (ignored.isEmpty() || ignored.hasExceptions()) {
      return;
    }
    var path = SlashPath.clean(source);
    boolean root = path.equals(".") || path.equals("/");
    boolean allIgnored = ignored.texts().stream().anyMatch(List.of("*", "**", "**/*")::contains);
    if ((!root || allIgnored) && ignored.excludes(path)) {
      var verb = transfer instanceof Instruction.Add ? "Add" : "Copy";
      report(transfer, Rule.COPY_IGNORED_FILE, verb, path);
    }
  }

  /// All values see the variables as they were before the line.
  private void check(Instruction.Env env) {
    var changes =
        env.pairs().stream()
            .map(
                pair ->
                    Map.entry(expand(env, pair.name()).text(), expand(env, pair.value()).text()))
            .toList();
    for (var change : changes) {
      checkNotation(env, env.notation());
      checkSecret(env, change.getKey());
      scope.set(change.getKey(), change.getValue());
    }
  }

  private void check(Instruction.Arg arg) {
    for (var declaration : arg.declarations()) {
      checkSecret(arg, declaration.name().text());
      scope.declare(declaration, value -> expand(arg, value).text());
    }
  }

  private void checkSecret(Instruction instruction, String name) {
    if (SECRET_NAME.matcher(name).find() && !HARMLESS_NAME.matcher(name).find()) {
      report(instruction, Rule.SECRETS_USED_IN_ARG_OR_ENV, instruction.keyword(), name);
    }
  }

  private void checkNotation(Instruction instruction, Instruction.Notation notation) {
    switch (notation) {
      case EQUALS -> {}
      case BLANK ->
          report(instruction, Rule.LEGACY_KEY_VALUE_FORMAT, instruction.origin().keyword().text());
    }
  }

  private void check(Instruction.Workdir workdir) {
    var path = expand(workdir, workdir.path()).text();
    if (!workdirSet && !path.startsWith("/")) {
      report(workdir, Rule.WORKDIR_RELATIVE_PATH, path);
    }
    workdirSet = true;
  }

  private void check(Instruction.Expose expose) {
    var words = expose.ports().stream().sorted(Comparator.comparing(Word::text)).toList();
    for (var word : words) {
      for (var port : file.expansion().of(word, scope).words()) {
        PortRange range;
        try {
          range = PortRange.parse(port);
        } catch (IllegalArgumentException e) {
          throw Invalid.of(file.source(), word.span(), String.valueOf(e.getMessage()));
        }
        if (!range.protocol().equals(range.protocol().toLowerCase(Locale.ROOT))) {
          report(expose, Rule.EXPOSE_PROTO_CASING, port);
        }
        if (range.mapped()) {
          report(expose, Rule.EXPOSE_INVALID_FORMAT, port);
        }
      }
    }
  }

  private void check(Instruction instruction, Command command) {
    checkOnlyOnce(instruction);
    switch (command) {
      case Command.Shell _ when !shellSet ->
          report(instruction, Rule.JSON_ARGS_RECOMMENDED, instruction.origin().keyword().text());
      case Command.Shell _, Command.Exec _ -> {}
    }
  }

  /// The earlier one is the one that does not count.
  private void checkOnlyOnce(Instruction instruction) {
    var earlier = onlyOnce.put(instruction.keyword(), place(instruction));
    if (earlier != null) {
      findings.add(
          instruction.origin().comments(),
          Rule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
          earlier,
          instruction.origin().keyword().text());
    }
  }

  private Expanded expand(Instruction instruction, Word word) {
    return expand(instruction, word, word.text());
  }

  private Expanded expand(Instruction instruction, Word word, String part) {
    try {
      var expanded = file.expansion().of(word, part, scope);
      reportUndefined(instruction, expanded.undefined());
      return expanded;
    } catch (DockerfileException.Invalid e) {
      if (e.getCause() instanceof DockerfileException.Unexpandable reason) {
        reportUndefined(instruction, reason.undefined());
      }
      throw e;
    }
  }

  private void reportUndefined(Instruction instruction, Set<String> undefined) {
    for (var name : undefined) {
      if (scope.arguments().contains(name) || NEVER_IN_ENVIRONMENT.contains(name)) {
        continue;
      }
      var near = Suggestion.ofBuildKit(name, scope.names());
      if (baseKnown || near.isPresent()) {
        report(
            instruction,
            Rule.UNDEFINED_VAR,
            name,
            near.map(" (did you mean $%s?)"::formatted).orElse(""));
      }
    }
  }

  private void report(Instruction instruction, Rule rule, Object... details) {
    findings.add(instruction.origin().comments(), rule, place(instruction), details);
  }

  private Span place(Instruction instruction) {
    return place.orElseGet(instruction::span);
  }
}
