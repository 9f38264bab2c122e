package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.PlannedStage;
import dev.slipway.builder.plan.PlannedStep;
import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.users.Accounts;
import dev.slipway.builder.users.Identity;
import dev.slipway.builder.worker.RunRequest;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/// Executes RUN.
final class CommandExecution {
  private static final Path RESOLVER = Path.of("/etc/resolv.conf");
  private static final String HOSTNAME = "buildkitsandbox";
  private static final String THIS_MACHINE = "127.0.0.1";

  private final PlannedStage stage;
  private final Surroundings surroundings;
  private final Trees trees;
  private final MountSources sources;

  CommandExecution(
      PlannedStage stage, Surroundings surroundings, Trees trees, MountSources sources) {
    this.stage = stage;
    this.surroundings = surroundings;
    this.trees = trees;
    this.sources = sources;
  }

  /// The digest of the layer that the command made on `below`; it is in the store.
  ///
  /// @throws BuildException.StepFailed when the command fails
  Digest run(PlannedStep step, Action.Run run, Chain below) throws IOException {
    if (surroundings.machine().rank(stage.platform()).isEmpty()) {
      throw new BuildException.Definition(
          "this RUN needs to execute programs for %s, and this machine runs %s; COPY-only stages build for any platform, a RUN needs a machine of its kind"
              .formatted(stage.platform(), surroundings.machine()));
    }
    var layers = trees.layers(below);
    var identity = Accounts.of(trees.of(below)).identity(run.user());
    var draft = surroundings.store().layers().draft();
    try (var mounts = CommandMounts.open(step.step(), run, surroundings, sources)) {
      var request =
          new RunRequest(
              layers,
              command(run, identity, mounts),
              isolation(run, mounts),
              mounts.attachments(),
              draft);
      return switch (surroundings.commands().run(request, heard(step))) {
        case Commands.Outcome.Succeeded(var diffId) ->
            surroundings.store().layers().adopt(draft, diffId).diffId();
        case Commands.Outcome.Failed(int exitCode, var reason) ->
            throw new BuildException.StepFailed(text(failed(step, run, reason)), exitCode);
        case Commands.Outcome.NotFound(var reason) ->
            throw new BuildException.StepFailed(
                text(
                    failed(step, run, "it could not be started: " + reason)
                        .advising(
                            MissingProgram.advice(run.command().getFirst(), trees.of(below)))),
                Commands.Outcome.NotFound.EXIT_CODE);
      };
    }
  }

  private BiConsumer<BuildEvent.StepOutput.Stream, byte[]> heard(PlannedStep step) {
    var named = step.step();
    return (stream, bytes) ->
        surroundings.listener().heard(new BuildEvent.StepOutput(named, stream, Bytes.of(bytes)));
  }

  private static Command command(Action.Run run, Identity identity, CommandMounts mounts) {
    var environment = new LinkedHashMap<>(run.environment().values());
    environment.putIfAbsent("HOME", identity.home());
    var socket = environment.get("SSH_AUTH_SOCK");
    environment.putAll(mounts.variables());
    if (socket != null) {
      environment.put("SSH_AUTH_SOCK", socket);
    }
    return new Command(
        run.command(),
        environment.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList(),
        run.directory(),
        new Command.User(identity.uid(), identity.gid(), identity.groups()));
  }

  private Isolation isolation(Action.Run run, CommandMounts mounts) {
    var settings = surroundings.runs();
    var all = new ArrayList<>(mounts.mounts());
    settings.sharedMemory().ifPresent(size -> all.addFirst(new Mount.Memory("/dev/shm", size)));
    return new Isolation(
        settings.hostname().orElse(HOSTNAME),
        switch (CommandInputs.network(run, settings)) {
          case HOST -> Isolation.Network.HOST;
          case NONE -> Isolation.Network.NONE;
        },
        hosts(settings),
        resolver(),
        all,
        switch (run.security()) {
          case SANDBOX -> Isolation.Rights.USUAL;
          case INSECURE -> Isolation.Rights.ALL;
        },
        settings.limits().stream()
            .map(
                limit ->
                    new Isolation.Limit(
                        limit.toString(), limit.resource().number(), limit.soft(), limit.hard()))
            .toList());
  }

  // Commands share the network of the machine, so it is where they are themselves.
  private static List<Isolation.Host> hosts(RunSettings settings) {
    return settings.hosts().stream()
        .map(
            host ->
                new Isolation.Host(
                    host.name(),
                    host.address().equals(RunSettings.HOST_GATEWAY)
                        ? THIS_MACHINE
                        : host.address()))
        .toList();
  }

  // A machine without the file has no name servers, and neither has the command.
  private static String resolver() {
    try {
      return Files.readString(RESOLVER);
    } catch (IOException e) {
      return "";
    }
  }

  private DockerfileException.Invalid failed(PlannedStep step, Action.Run run, String reason) {
    var problem =
        "process \"%s\" did not complete successfully: %s"
            .formatted(String.join(" ", run.command()), reason);
    return DockerfileException.Invalid.of(surroundings.dockerfile(), step.span(), problem);
  }

  private static String text(DockerfileException.Invalid problem) {
    return problem.render().stripTrailing();
  }
}
