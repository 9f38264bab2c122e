package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Command;
import dev.slipway.dockerfile.GoDuration;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Keyword;
import dev.slipway.dockerfile.Pair;
import dev.slipway.dockerfile.PortRange;
import dev.slipway.dockerfile.Signals;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.StageScope;
import dev.slipway.image.ContainerConfig;
import dev.slipway.image.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the instructions of a stage say about how its image runs.
///
/// Each method carries out one instruction and returns what the history says of it.
final class ConfigFold {
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private ContainerConfig container;
  private Optional<String> author;
  private final List<CreatedBy.Pair> variables = new ArrayList<>();
  private String directory;
  private boolean commandSet;

  ConfigFold(ContainerConfig container, Optional<String> author) {
    this.container = container;
    this.author = author;
    this.directory = container.workingDirectory().orElse("");
  }

  /// How the image runs, as far as it is known.
  StageConfig config() {
    return new StageConfig(container, variables, directory);
  }

  /// Whom MAINTAINER named last.
  Optional<String> author() {
    return author;
  }

  /// The user of the steps that follow; empty for root.
  String user() {
    return container.user().orElse("");
  }

  /// The folder in which the steps that follow work.
  String directory() {
    return directory.isEmpty() ? "/" : directory;
  }

  /// The words that run a command in shell form.
  List<String> inShell(String text) {
    var words = new ArrayList<>(container.shell().isEmpty() ? SHELL : container.shell());
    words.add(text);
    return words;
  }

  /// The triggers of what the stage stands on, which are not handed on.
  List<String> takeTriggers() {
    var triggers = container.onBuild();
    if (!triggers.isEmpty()) {
      container = container.withOnBuild(List.of());
    }
    return triggers;
  }

  /// Sets a variable that no instruction sets.
  void environment(String name, String value) {
    variables.add(new CreatedBy.Pair(name, value));
  }

  /// Adds labels that no instruction sets.
  void labels(Map<String, String> added) {
    if (added.isEmpty()) {
      return;
    }
    var labels = new TreeMap<>(container.labels());
    labels.putAll(added);
    container = container.withLabels(labels);
  }

  CreatedBy environment(Instruction.Env env, StageWords words, StageScope scope) {
    var expanded = expanded(env.pairs(), words);
    for (var pair : expanded) {
      scope.set(pair.name(), pair.value());
    }
    variables.addAll(expanded);
    return new CreatedBy.Pairs(Keyword.ENV, expanded);
  }

  CreatedBy label(Instruction.Label label, StageWords words) {
    var expanded = expanded(label.pairs(), words);
    var added = new TreeMap<String, String>();
    for (var pair : expanded) {
      added.put(pair.name(), pair.value());
    }
    labels(added);
    return new CreatedBy.Pairs(Keyword.LABEL, expanded);
  }

  // All of a line is expanded with the values from before the line.
  private static List<CreatedBy.Pair> expanded(List<Pair> pairs, StageWords words) {
    var expanded = new ArrayList<CreatedBy.Pair>();
    for (var pair : pairs) {
      expanded.add(new CreatedBy.Pair(words.expand(pair.name()), words.expand(pair.value())));
    }
    return expanded;
  }

  CreatedBy workdir(Instruction.Workdir workdir, StageWords words) {
    var path = words.expand(workdir.path());
    if (path.isEmpty()) {
      directory = directory();
    } else if (path.startsWith("/")) {
      directory = path;
    } else {
      directory = Paths.join(directory(), path);
    }
    return new CreatedBy.Said(Keyword.WORKDIR, directory);
  }

  CreatedBy user(Instruction.User user, StageWords words) {
    var name = words.expand(user.user());
    container = container.withUser(name);
    return new CreatedBy.Said(Keyword.USER, name);
  }

  CreatedBy command(Instruction.Cmd cmd) {
    var words = runnable(cmd.command());
    container = container.withCommand(words).withCommandForm(ContainerConfig.CommandForm.ESCAPED);
    commandSet = true;
    return new CreatedBy.Said(Keyword.CMD, GoText.quoted(words));
  }

  CreatedBy entrypoint(Instruction.Entrypoint entrypoint) {
    var words = runnable(entrypoint.command());
    container = container.withEntrypoint(words);
    if (!commandSet) {
      container = container.withCommand(List.of());
    }
    return new CreatedBy.Said(Keyword.ENTRYPOINT, GoText.quoted(words));
  }

  private List<String> runnable(Command command) {
    return switch (command) {
      case Command.Exec(var arguments) -> arguments;
      case Command.Shell(var text, _) -> inShell(text);
    };
  }

  CreatedBy expose(Instruction.Expose expose, StageWords words) {
    var keys = new ArrayList<String>();
    // The order of the history is that of the words as written, before variables are looked up.
    for (var word : expose.ports().stream().sorted(Comparator.comparing(Word::text)).toList()) {
      for (var port : words.split(word)) {
        keys.addAll(ports(word, port, words));
      }
    }
    var ports = new TreeSet<>(container.exposedPorts());
    ports.addAll(keys);
    container = container.withExposedPorts(ports);
    return new CreatedBy.Said(Keyword.EXPOSE, GoText.plain(keys));
  }

  private static List<String> ports(Word word, String port, StageWords words) {
    try {
      return PortRange.parse(port).keys();
    } catch (IllegalArgumentException e) {
      throw words.wrong(word, String.valueOf(e.getMessage()));
    }
  }

  CreatedBy volume(Instruction.Volume volume, StageWords words) {
    var paths = new ArrayList<String>();
    for (var word : volume.paths()) {
      var path = words.expand(word).strip();
      if (path.isEmpty()) {
        throw words.wrong(word, "VOLUME specified can not be an empty string");
      }
      paths.add(path);
    }
    var volumes = new TreeSet<>(container.volumes());
    volumes.addAll(paths);
    container = container.withVolumes(volumes);
    return new CreatedBy.Said(Keyword.VOLUME, GoText.plain(paths));
  }

  CreatedBy stopSignal(Instruction.StopSignal stop, StageWords words) {
    var signal = words.expand(stop.signal());
    if (!Signals.isKnown(signal)) {
      throw words.wrong(stop.signal(), "Invalid signal: " + signal);
    }
    container = container.withStopSignal(signal);
    return new CreatedBy.Said(Keyword.STOPSIGNAL, signal);
  }

  CreatedBy shell(Instruction.Shell shell) {
    container = container.withShell(shell.arguments());
    return new CreatedBy.Said(Keyword.SHELL, GoText.plain(shell.arguments()));
  }

  /// Alone of all leaves no line in the history.
  void trigger(Instruction.OnBuild onBuild) {
    var triggers = new ArrayList<>(container.onBuild());
    triggers.add(onBuild.trigger());
    container = container.withOnBuild(triggers);
  }

  CreatedBy maintainer(Instruction.Maintainer maintainer) {
    var name = maintainer.author().text();
    author = Optional.of(name);
    return new CreatedBy.Said(Keyword.MAINTAINER, name);
  }

  CreatedBy healthcheck(Instruction.HealthCheck check) {
    var test = check.command().map(ConfigFold::test).orElse(List.of("NONE"));
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
    return new CreatedBy.Said(
        Keyword.HEALTHCHECK,
        "{Test:%s Interval:%s Timeout:%s StartPeriod:%s StartInterval:%s Retries:%d}"
            .formatted(
                GoText.plain(test),
                GoDuration.format(check.interval()),
                GoDuration.format(check.timeout()),
                GoDuration.format(check.startPeriod()),
                GoDuration.format(check.startInterval()),
                check.retries().orElse(0)));
  }

  private static List<String> test(Command command) {
    return switch (command) {
      case Command.Exec(var arguments) -> {
        var words = new ArrayList<>(List.of("CMD"));
        words.addAll(arguments);
        yield words;
      }
      case Command.Shell(var text, _) -> List.of("CMD-SHELL", text);
    };
  }

  private static Optional<Duration> set(Duration duration) {
    return Optional.of(duration).filter(value -> !value.isZero());
  }
}
