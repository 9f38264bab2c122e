package dev.slipway.image;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// A [ContainerConfig] that is about to be: all as it was, until a field is set.
final class ContainerDraft {
  Optional<String> user;
  SortedSet<String> exposedPorts;
  List<String> environment;
  List<String> entrypoint;
  List<String> command;
  SortedSet<String> volumes;
  Optional<String> workingDirectory;
  SortedMap<String, String> labels;
  Optional<String> stopSignal;
  Optional<Long> stopTimeout;
  Optional<Healthcheck> healthcheck;
  List<String> shell;
  List<String> onBuild;
  ContainerConfig.CommandForm commandForm;
  SortedMap<String, String> others;

  ContainerDraft(ContainerConfig config) {
    user = config.user();
    exposedPorts = config.exposedPorts();
    environment = config.environment();
    entrypoint = config.entrypoint();
    command = config.command();
    volumes = config.volumes();
    workingDirectory = config.workingDirectory();
    labels = config.labels();
    stopSignal = config.stopSignal();
    stopTimeout = config.stopTimeout();
    healthcheck = config.healthcheck();
    shell = config.shell();
    onBuild = config.onBuild();
    commandForm = config.commandForm();
    others = config.others();
  }

  ContainerConfig config() {
    return new ContainerConfig(
        user,
        exposedPorts,
        environment,
        entrypoint,
        command,
        volumes,
        workingDirectory,
        labels,
        stopSignal,
        stopTimeout,
        healthcheck,
        shell,
        onBuild,
        commandForm,
        others);
  }
}
