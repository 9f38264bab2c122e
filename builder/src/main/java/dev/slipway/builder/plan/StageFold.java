package dev.slipway.builder.plan;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.plan.PlannedStage.Effect;
import dev.slipway.builder.plan.PlannedStage.HistoryLine;
import dev.slipway.dockerfile.Command;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Expander;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.PortRange;
import dev.slipway.dockerfile.Signals;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ContainerConfig;
import dev.slipway.image.Healthcheck;
import dev.slipway.image.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the instructions of one stage in order and gathers what they add up to.
///
/// One fold is made for one stage, folds it once, and is done.
final class StageFold {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  /// What a stage begins with.
  ///
  /// @param basis what it stands on
  /// @param container how that runs
  /// @param scope its variables
  /// @param platform the platform that the result will name
  /// @param author who MAINTAINER named before
  /// @param own whether the stage's instructions count
  record Base(
      Basis basis,
      ContainerConfig container,
      Scope scope,
      Platform platform,
      Optional<String> author,
      Own own) {
    /// Whether the stage's own instructions count.
    enum Own {
      READ,
      REPLACED
    }

    Base(
        Basis basis,
        ContainerConfig container,
        Scope scope,
        Platform platform,
        Optional<String> author) {
      this(basis, container, scope, platform, author, Own.READ);
    }

    static Base scratch(Platform platform) {
      return new Base(
          new Basis.Scratch(),
          ContainerConfig.empty().withWorkingDirectory("/"),
          Scope.of(List.of()),
          platform,
          Optional.empty());
    }

    Base alone() {
      return new Base(basis, container, scope, platform, author, Own.REPLACED);
    }
  }

  private final Planner planner;
  private final Stage stage;
  private final Base base;
  private final Scope scope;
  private final List<Pending> pending = new ArrayList<>();
  private final List<HistoryLine> history = new ArrayList<>();
  private ContainerConfig container;
  private Optional<String> author;
  private boolean commandSet;
  private Source source;
  private Expander expander;

  private record Pending(Instruction instruction, Action action) {}

  StageFold(Planner planner, Stage stage, Base base) {
    this.planner = planner;
    this.stage = stage;
    this.base = base;
    this.scope = base.scope();
    this.container = base.container();
    this.author = base.author();
    this.source = planner.dockerfile().source();
    this.expander = planner.dockerfile().expander();
  }

  FoldedStage fold() {
    if (scope.find("PATH").isEmpty()) {
      scope.set("PATH", PATH);
      container = container.withVariable("PATH", PATH);
    }
    if (base.own() == Base.Own.READ) {
      runTriggers();
      stage.instructions().forEach(this::apply);
    }
    addLabels();
    return new FoldedStage(
        new PlannedStage(
            stage.index(),
            Planner.nameOf(stage),
            base.basis(),
            steps(),
            history,
            container,
            base.platform(),
            author),
        scope);
  }

  private List<PlannedStep> steps() {
    var steps = new ArrayList<PlannedStep>();
    for (var each : pending) {
      var step =
          new BuildEvent.Step(
              planner.nextStep(),
              Planner.nameOf(stage),
              steps.size() + 1,
              pending.size(),
              each.instruction().origin().text().strip());
      steps.add(new PlannedStep(step, each.instruction().span(), each.action()));
    }
    return steps;
  }

  // The triggers of what the stage stands on run first, once, and are not handed on.
  private void runTriggers() {
    var triggers = container.onBuild();
    container = container.withOnBuild(List.of());
    for (var trigger : triggers) {
      var name = "ONBUILD of " + stage.from().image().text();
      var triggerSource = Source.of(name, trigger);
      var instruction = Dockerfile.parseTrigger(name, trigger);
      var fileSource = source;
      source = triggerSource;
      apply(instruction);
      source = fileSource;
    }
  }

  private void addLabels() {
    if (!planner.settings().labels().isEmpty()) {
      var labels = new TreeMap<>(container.labels());
      labels.putAll(planner.settings().labels());
      container = container.withLabels(labels);
    }
  }

  private void apply(Instruction instruction) {
    switch (instruction) {
      case Instruction.From _ -> throw new IllegalStateException("FROM opens a stage");
      case Instruction.Run run -> run(run);
      case Instruction.Copy copy -> copy(copy);
      case Instruction.Add add -> add(add);
      case Instruction.Env env -> environment(env);
      case Instruction.Label label -> label(label);
      case Instruction.Arg arg -> arguments(arg);
      case Instruction.Workdir workdir -> workdir(workdir);
      case Instruction.User user -> {
        var name = expand(user.user());
        container = container.withUser(name);
        note("USER " + name);
      }
      case Instruction.Cmd cmd -> command(cmd);
      case Instruction.Entrypoint entrypoint -> entrypoint(entrypoint);
      case Instruction.Expose expose -> expose(expose);
      case Instruction.Volume volume -> volume(volume);
      case Instruction.StopSignal stop -> stopSignal(stop);
      case Instruction.HealthCheck check -> healthcheck(check);
      case Instruction.Shell shell -> {
        container = container.withShell(shell.arguments());
        note("SHELL " + GoText.plain(shell.arguments()));
      }
      case Instruction.OnBuild onBuild -> {
        var triggers = new ArrayList<>(container.onBuild());
        triggers.add(onBuild.trigger());
        container = container.withOnBuild(triggers);
      }
      case Instruction.Maintainer maintainer -> {
        author = Optional.of(maintainer.author().text());
        note("MAINTAINER " + maintainer.author().text());
      }
    }
  }

  private void run(Instruction.Run run) {
    var script = script(run.command());
    var words = words(run, script);
    var environment = new LinkedHashMap<String, String>();
    environment.putAll(Proxies.of(planner.settings().arguments()));
    var unkeyed = new ArrayList<>(environment.keySet());
    unkeyed.removeAll(scope.effective().keySet());
    environment.putAll(scope.effective());
    pending.add(
        new Pending(
            run,
            new Action.Run(
                words,
                script,
                environment,
                unkeyed,
                container.user().orElse(""),
                directory(),
                network(run),
                run.security().equals(Optional.of(Instruction.Security.INSECURE))
                    ? Action.Security.INSECURE
                    : Action.Security.SANDBOX,
                mounts(run))));
    var declared = scope.declared();
    var prefix =
        declared.isEmpty() ? "" : "|%d %s ".formatted(declared.size(), String.join(" ", declared));
    made("RUN " + prefix + String.join(" ", words) + " # buildkit");
  }

  private static Action.Network network(Instruction.Run run) {
    return switch (run.network().orElse(Instruction.Network.DEFAULT)) {
      case DEFAULT -> Action.Network.DEFAULT;
      case HOST -> Action.Network.HOST;
      case NONE -> Action.Network.NONE;
    };
  }

  private List<RunMount> mounts(Instruction.Run run) {
    return new MountFold(planner, stage, source, directory())
        .fold(run.mounts(), flag -> text -> expand(new Word(text, flag.word().span())));
  }

  // A lone heredoc that begins with #! is a program of its own.
  private static Optional<Action.InlineFile> script(Command command) {
    return command instanceof Command.Shell(var text, var heredocs)
            && isLone(text, heredocs)
            && heredocs.getFirst().content().startsWith("#!")
        ? Optional.of(
            new Action.InlineFile(heredocs.getFirst().name(), heredocs.getFirst().content()))
        : Optional.empty();
  }

  private static boolean isLone(String text, List<Heredoc> heredocs) {
    return heredocs.size() == 1
        && text.strip().matches("[0-9]*<<-?\\s*[^\\s<]+.*")
        && !text.strip().replaceFirst("[0-9]*<<-?\\s*", "").contains(" ");
  }

  private List<String> words(Instruction.Run run, Optional<Action.InlineFile> script) {
    return switch (run.command()) {
      case Command.Exec(var arguments) when arguments.isEmpty() ->
          throw wrong(run.origin().keyword(), "arguments are required");
      case Command.Exec(var arguments) -> arguments;
      case Command.Shell(var text, var heredocs) -> {
        var words = new ArrayList<>(shell());
        words.add(
            script
                .map(file -> "/dev/pipes/" + file.name())
                .orElseGet(() -> shellText(text, heredocs)));
        yield words;
      }
    };
  }

  private static String shellText(String text, List<Heredoc> heredocs) {
    if (isLone(text, heredocs)) {
      return heredocs.getFirst().content();
    }
    var whole = new StringBuilder(text);
    for (var heredoc : heredocs) {
      whole.append('\n').append(heredoc.body()).append(heredoc.name());
    }
    return whole.toString();
  }

  private void copy(Instruction.Copy copy) {
    var origin =
        copy.from().map(from -> planner.origin(from, stage)).orElseGet(Action.Origin.Context::new);
    transfer(
        copy,
        "COPY",
        origin,
        copy.parents() ? Action.Parents.KEPT : Action.Parents.DROPPED,
        Action.Archives.COPIED);
  }

  private void add(Instruction.Add add) {
    for (var path : add.paths()) {
      if (path.text().matches("(?i)(https?|ftp)://.*|git@.*|git://.*|ssh://.*")) {
        throw unsupported(path, "ADD of an address");
      }
    }
    if (add.checksum().isPresent()) {
      throw unsupported(add.checksum().get(), "ADD --checksum");
    }
    if (add.keepGitDir().isPresent()) {
      throw unsupported(add.origin().keyword(), "ADD --keep-git-dir");
    }
    transfer(
        add,
        "ADD",
        new Action.Origin.Context(),
        Action.Parents.DROPPED,
        add.unpack().equals(Optional.of(false))
            ? Action.Archives.COPIED
            : Action.Archives.UNPACKED);
  }

  private void transfer(
      Instruction.Transfer transfer,
      String name,
      Action.Origin origin,
      Action.Parents parents,
      Action.Archives archives) {
    var sources = transfer.paths().stream().map(this::expand).toList();
    var files = transfer.files().stream().map(this::inline).toList();
    var destination = expand(transfer.destination());
    var owner = transfer.owner().map(this::expand);
    var mode = transfer.mode().map(this::expand);
    pending.add(
        new Pending(
            transfer,
            new Action.Transfer(
                origin,
                sources,
                files,
                destination,
                directory(),
                owner,
                mode,
                parents,
                transfer.link() ? Action.Link.ALONE : Action.Link.ON_STAGE,
                transfer.excludes().stream().map(Word::text).toList(),
                archives)));
    var text = new StringBuilder(name);
    text.append(parents == Action.Parents.KEPT ? " --parents" : "");
    owner.ifPresent(value -> text.append(" --chown=").append(value));
    mode.ifPresent(value -> text.append(" --chmod=").append(value));
    sources.forEach(value -> text.append(' ').append(value));
    files.forEach(file -> text.append(" <<").append(file.name()));
    made(text.append(' ').append(destination).append(" # buildkit").toString());
  }

  private Action.InlineFile inline(Heredoc heredoc) {
    try {
      var content =
          switch (heredoc.expansion()) {
            case EXPANDED -> Expander.expandBody(heredoc.content(), scope).text();
            case LITERAL -> heredoc.content();
          };
      return new Action.InlineFile(heredoc.name(), content);
    } catch (DockerfileException e) {
      throw e.at(source, heredoc.span());
    }
  }

  private void environment(Instruction.Env env) {
    var values = pairs(env.pairs());
    var text = new StringBuilder("ENV");
    for (var value : values) {
      scope.set(value.name(), value.value());
      container = container.withVariable(value.name(), value.value());
      text.append(' ').append(value.name()).append('=').append(value.value());
    }
    note(text.toString());
  }

  private void label(Instruction.Label label) {
    var labels = new TreeMap<>(container.labels());
    var text = new StringBuilder("LABEL");
    for (var value : pairs(label.pairs())) {
      labels.put(value.name(), value.value());
      text.append(' ').append(value.name()).append('=').append(value.value());
    }
    container = container.withLabels(labels);
    note(text.toString());
  }

  private record Value(String name, String value) {}

  // All of a line is expanded with the values from before the line.
  private List<Value> pairs(List<dev.slipway.dockerfile.Pair> pairs) {
    return pairs.stream()
        .map(pair -> new Value(expand(pair.name()), expand(pair.value())))
        .toList();
  }

  private void arguments(Instruction.Arg arg) {
    var text = new StringBuilder("ARG");
    for (var declaration : arg.declarations()) {
      var name = declaration.name().text();
      var value =
          planner
              .globals()
              .given(name)
              .or(() -> declaration.value().map(this::expand))
              .or(() -> planner.globals().find(name));
      scope.declare(name, value);
      text.append(' ').append(name);
      value.ifPresent(known -> text.append('=').append(known));
    }
    note(text.toString());
  }

  private void workdir(Instruction.Workdir workdir) {
    var path = expand(workdir.path());
    var present = directory();
    String directory;
    if (path.isEmpty()) {
      directory = present;
    } else if (path.startsWith("/")) {
      directory = path;
    } else {
      directory = Paths.join(present, path);
    }
    container = container.withWorkingDirectory(directory);
    var text = "WORKDIR " + directory;
    if (Paths.clean(directory).equals("/")) {
      note(text);
    } else {
      pending.add(
          new Pending(
              workdir,
              new Action.MakeDirectory(Paths.clean(directory), container.user().orElse(""))));
      made(text);
    }
  }

  private void command(Instruction.Cmd cmd) {
    var words = runnable(cmd.command());
    container = container.withCommand(words).withCommandForm(ContainerConfig.CommandForm.ESCAPED);
    commandSet = true;
    note("CMD " + GoText.quoted(words));
  }

  private void entrypoint(Instruction.Entrypoint entrypoint) {
    var words = runnable(entrypoint.command());
    container = container.withEntrypoint(words);
    if (!commandSet) {
      container = container.withCommand(List.of());
    }
    note("ENTRYPOINT " + GoText.quoted(words));
  }

  private List<String> runnable(Command command) {
    return switch (command) {
      case Command.Exec(var arguments) -> arguments;
      case Command.Shell(var text, _) -> {
        var words = new ArrayList<>(shell());
        words.add(text);
        yield words;
      }
    };
  }

  private void expose(Instruction.Expose expose) {
    var keys = new ArrayList<String>();
    var words = new ArrayList<WrittenPort>();
    // The order of the history is that of the words as written, before variables are looked up.
    expose.ports().stream()
        .sorted(Comparator.comparing(Word::text))
        .forEach(word -> expandWords(word).forEach(text -> words.add(new WrittenPort(text, word))));
    for (var written : words) {
      try {
        keys.addAll(PortRange.parse(written.text()).keys());
      } catch (IllegalArgumentException e) {
        throw wrong(written.word(), String.valueOf(e.getMessage()));
      }
    }
    var ports = new TreeSet<>(container.exposedPorts());
    ports.addAll(keys);
    container = container.withExposedPorts(ports);
    note("EXPOSE " + GoText.plain(keys));
  }

  private record WrittenPort(String text, Word word) {}

  private void volume(Instruction.Volume volume) {
    var paths = new ArrayList<String>();
    for (var word : volume.paths()) {
      var path = expand(word).strip();
      if (path.isEmpty()) {
        throw wrong(word, "VOLUME specified can not be an empty string");
      }
      paths.add(path);
    }
    var volumes = new TreeSet<>(container.volumes());
    volumes.addAll(paths);
    container = container.withVolumes(volumes);
    note("VOLUME " + GoText.plain(paths));
  }

  private void stopSignal(Instruction.StopSignal stop) {
    var signal = expand(stop.signal());
    if (!Signals.isKnown(signal)) {
      throw wrong(stop.signal(), "Invalid signal: " + signal);
    }
    container = container.withStopSignal(signal);
    note("STOPSIGNAL " + signal);
  }

  private void healthcheck(Instruction.HealthCheck check) {
    var test =
        check
            .command()
            .map(
                command ->
                    switch (command) {
                      case Command.Exec(var arguments) -> prepend("CMD", arguments);
                      case Command.Shell(var text, _) -> List.of("CMD-SHELL", text);
                    })
            .orElse(List.of("NONE"));
    container =
        container.withHealthcheck(
            new Healthcheck(
                test,
                set(check.interval()),
                set(check.timeout()),
                set(check.startPeriod()),
                set(check.startInterval()),
                check.retries().stream().mapToObj(Long::valueOf).filter(n -> n != 0).findFirst(),
                new TreeMap<>()));
    note(
        "HEALTHCHECK {Test:%s Interval:%s Timeout:%s StartPeriod:%s StartInterval:%s Retries:%d}"
            .formatted(
                GoText.plain(test),
                GoText.duration(check.interval()),
                GoText.duration(check.timeout()),
                GoText.duration(check.startPeriod()),
                GoText.duration(check.startInterval()),
                check.retries().orElse(0)));
  }

  private static Optional<Duration> set(Duration duration) {
    return Optional.of(duration).filter(value -> !value.isZero());
  }

  private static List<String> prepend(String first, List<String> rest) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  private List<String> shell() {
    return container.shell().isEmpty() ? SHELL : container.shell();
  }

  private String directory() {
    return container.workingDirectory().filter(path -> !path.isEmpty()).orElse("/");
  }

  private void made(String createdBy) {
    history.add(new HistoryLine(createdBy, Effect.LAYER));
  }

  private void note(String createdBy) {
    history.add(new HistoryLine(createdBy, Effect.CONFIG));
  }

  private String expand(Word word) {
    try {
      return expander.expand(word.text(), scope).text();
    } catch (DockerfileException e) {
      throw e.at(source, word.span());
    }
  }

  private List<String> expandWords(Word word) {
    try {
      return expander.expand(word.text(), scope).words();
    } catch (DockerfileException e) {
      throw e.at(source, word.span());
    }
  }

  private DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(source, word.span(), problem);
  }

  private DockerfileException.Invalid unsupported(Word word, String what) {
    return wrong(word, what + " is not supported by this version of Slipway");
  }
}
