package dev.slipway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a container of an image runs: user, environment, command line and the like.
///
/// These are the execution parameters of the OCI image specification and what docker adds to them.
/// What is not known here is kept as it was, so that reading and writing loses nothing.
///
/// @param user the user, or `user:group`, as which the program runs
/// @param exposedPorts the ports on which it listens, as in `80/tcp`
/// @param environment the environment, as in `PATH=/bin`; entries without `=` are kept
/// @param entrypoint the words with which the command line begins
/// @param command the words that follow, which whoever starts it may replace
/// @param volumes the folders that are kept outside the container
/// @param workingDirectory the folder in which the program starts
/// @param labels what else is said about the image, sorted by name
/// @param stopSignal the signal that ends it
/// @param stopTimeout how many seconds it has to end; docker's own
/// @param healthcheck how docker finds out whether it is well
/// @param shell the shell of instructions in shell form; docker's own
/// @param onBuild instructions for builds that stand on this image; docker's own
/// @param commandForm how Windows reads the words; docker's own
/// @param others members that are not known here: name -> JSON text
public record ContainerConfig(
    Optional<String> user,
    SortedSet<String> exposedPorts,
    List<String> environment,
    List<String> entrypoint,
    List<String> command,
    SortedSet<String> volumes,
    Optional<String> workingDirectory,
    SortedMap<String, String> labels,
    Optional<String> stopSignal,
    Optional<Long> stopTimeout,
    Optional<Healthcheck> healthcheck,
    List<String> shell,
    List<String> onBuild,
    CommandForm commandForm,
    SortedMap<String, String> others) {
  private static final ContainerConfig EMPTY = read(new Members("config", Json.object()));

  /// How Windows reads the words of a command line.
  public enum CommandForm {
    /// Each word stands for itself.
    WORDS,
    /// The words are one escaped command line.
    ESCAPED
  }

  /// Copies and sorts.
  public ContainerConfig {
    exposedPorts = sorted(exposedPorts);
    environment = List.copyOf(environment);
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    volumes = sorted(volumes);
    labels = sorted(labels);
    shell = List.copyOf(shell);
    onBuild = List.copyOf(onBuild);
    others = sorted(others);
  }

  // Most are empty, and a plan makes many configs.
  private static SortedSet<String> sorted(SortedSet<String> names) {
    return names.isEmpty()
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  private static SortedMap<String, String> sorted(SortedMap<String, String> values) {
    return values.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /// A config that says nothing.
  public static ContainerConfig empty() {
    return EMPTY;
  }

  /// The value of the environment variable `name`; the last entry counts.
  public Optional<String> find(String name) {
    return environment.reversed().stream()
        .filter(entry -> entry.startsWith(name + "="))
        .findFirst()
        .map(entry -> entry.substring(name.length() + 1));
  }

  /// The environment as names with values. Of several entries with one name the last counts, at its
  /// place; one without `=`, which docker tolerates, has an empty value.
  public SequencedMap<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    for (var entry : environment) {
      int equals = entry.indexOf('=');
      variables.putLast(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    return variables;
  }

  /// The same, with one environment variable set, at the place where it was set before.
  public ContainerConfig withVariable(String name, String value) {
    return withVariables(Map.of(name, value));
  }

  /// The same, with environment variables set, each at the place where it was set before, else in
  /// the order of `variables`.
  public ContainerConfig withVariables(Map<String, String> variables) {
    var entries = new ArrayList<String>(environment.size() + variables.size());
    var placed = new HashSet<String>();
    for (var entry : environment) {
      int equals = entry.indexOf('=');
      var name = equals < 0 ? entry : entry.substring(0, equals);
      if (!variables.containsKey(name)) {
        entries.add(entry);
      } else if (placed.add(name)) {
        entries.add(name + "=" + variables.get(name));
      }
    }
    for (var variable : variables.entrySet()) {
      if (!placed.contains(variable.getKey())) {
        entries.add(variable.getKey() + "=" + variable.getValue());
      }
    }
    return withEnvironment(entries);
  }

  /// The same, with another user.
  public ContainerConfig withUser(String newUser) {
    var draft = new ContainerDraft(this);
    draft.user = Optional.of(newUser);
    return draft.config();
  }

  /// The same, with other ports.
  public ContainerConfig withExposedPorts(Collection<String> newPorts) {
    var draft = new ContainerDraft(this);
    draft.exposedPorts = new TreeSet<>(newPorts);
    return draft.config();
  }

  /// The same, with another environment.
  public ContainerConfig withEnvironment(List<String> newEnvironment) {
    var draft = new ContainerDraft(this);
    draft.environment = newEnvironment;
    return draft.config();
  }

  /// The same, with another entrypoint.
  public ContainerConfig withEntrypoint(List<String> newEntrypoint) {
    var draft = new ContainerDraft(this);
    draft.entrypoint = newEntrypoint;
    return draft.config();
  }

  /// The same, with another command.
  public ContainerConfig withCommand(List<String> newCommand) {
    var draft = new ContainerDraft(this);
    draft.command = newCommand;
    return draft.config();
  }

  /// The same, with other volumes.
  public ContainerConfig withVolumes(Collection<String> newVolumes) {
    var draft = new ContainerDraft(this);
    draft.volumes = new TreeSet<>(newVolumes);
    return draft.config();
  }

  /// The same, with another working directory.
  public ContainerConfig withWorkingDirectory(String newDirectory) {
    var draft = new ContainerDraft(this);
    draft.workingDirectory = Optional.of(newDirectory);
    return draft.config();
  }

  /// The same, with other labels.
  public ContainerConfig withLabels(Map<String, String> newLabels) {
    var draft = new ContainerDraft(this);
    draft.labels = new TreeMap<>(newLabels);
    return draft.config();
  }

  /// The same, with another signal that ends it.
  public ContainerConfig withStopSignal(String newSignal) {
    var draft = new ContainerDraft(this);
    draft.stopSignal = Optional.of(newSignal);
    return draft.config();
  }

  /// The same, with so many seconds to end.
  public ContainerConfig withStopTimeout(long seconds) {
    var draft = new ContainerDraft(this);
    draft.stopTimeout = Optional.of(seconds);
    return draft.config();
  }

  /// The same, with another check.
  public ContainerConfig withHealthcheck(Healthcheck newCheck) {
    var draft = new ContainerDraft(this);
    draft.healthcheck = Optional.of(newCheck);
    return draft.config();
  }

  /// The same, with another shell.
  public ContainerConfig withShell(List<String> newShell) {
    var draft = new ContainerDraft(this);
    draft.shell = newShell;
    return draft.config();
  }

  /// The same, with other instructions for builds that stand on it.
  public ContainerConfig withOnBuild(List<String> newInstructions) {
    var draft = new ContainerDraft(this);
    draft.onBuild = newInstructions;
    return draft.config();
  }

  /// The same, with another way to read the words.
  public ContainerConfig withCommandForm(CommandForm newForm) {
    var draft = new ContainerDraft(this);
    draft.commandForm = newForm;
    return draft.config();
  }

  /// The same, with other unknown members: name -> JSON text.
  public ContainerConfig withOthers(Map<String, String> newOthers) {
    var draft = new ContainerDraft(this);
    draft.others = new TreeMap<>(newOthers);
    return draft.config();
  }

  static ContainerConfig read(Members members) {
    return new ContainerConfig(
        members.textUnlessEmpty("User"),
        new TreeSet<>(members.names("ExposedPorts")),
        members.texts("Env"),
        members.texts("Entrypoint"),
        members.texts("Cmd"),
        new TreeSet<>(members.names("Volumes")),
        members.textUnlessEmpty("WorkingDir"),
        members.textMap("Labels"),
        members.textUnlessEmpty("StopSignal"),
        members.number("StopTimeout"),
        members.members("Healthcheck").map(Healthcheck::read),
        members.texts("Shell"),
        members.texts("OnBuild"),
        members.flag("ArgsEscaped") ? CommandForm.ESCAPED : CommandForm.WORDS,
        members.others());
  }

  ObjectNode write() {
    var node = Json.object();
    user.ifPresent(value -> node.put("User", value));
    writeNames(node, "ExposedPorts", exposedPorts);
    writeTexts(node, "Env", environment);
    writeTexts(node, "Entrypoint", entrypoint);
    writeTexts(node, "Cmd", command);
    writeNames(node, "Volumes", volumes);
    workingDirectory.ifPresent(value -> node.put("WorkingDir", value));
    if (!labels.isEmpty()) {
      var object = node.putObject("Labels");
      labels.forEach(object::put);
    }
    stopSignal.ifPresent(value -> node.put("StopSignal", value));
    stopTimeout.ifPresent(value -> node.put("StopTimeout", value));
    healthcheck.ifPresent(value -> node.set("Healthcheck", value.write()));
    writeTexts(node, "Shell", shell);
    writeTexts(node, "OnBuild", onBuild);
    if (commandForm == CommandForm.ESCAPED) {
      node.put("ArgsEscaped", true);
    }
    ImageConfig.writeOthers(node, others);
    return node;
  }

  private static void writeTexts(ObjectNode node, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      var array = node.putArray(name);
      texts.forEach(array::add);
    }
  }

  private static void writeNames(ObjectNode node, String name, SortedSet<String> names) {
    if (!names.isEmpty()) {
      var object = node.putObject(name);
      names.forEach(object::putObject);
    }
  }
}
