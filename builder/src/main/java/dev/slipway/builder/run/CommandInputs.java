package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.RunSettings.Entitlement;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.cache.StepInputs.Part;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.RunMount;
import dev.slipway.dockerfile.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What the result of a RUN depends on, beside files.
///
/// As in BuildKit, secrets count by their ids and not by what they are, caches by where they are
/// mounted, and added hosts by their names.
final class CommandInputs {
  private final Action.Run run;
  private final RunSettings settings;
  private final List<Part> parts = new ArrayList<>();

  private CommandInputs(Action.Run run, RunSettings settings) {
    this.run = run;
    this.settings = settings;
  }

  /// @throws BuildException.Definition when `run` asks for what it has no leave for
  static StepInputs of(StepInputs inputs, Action.Run run, RunSettings settings) {
    return inputs.with(new CommandInputs(run, settings).parts());
  }

  private List<Part> parts() {
    add("the command", command());
    addVariables();
    add("the user", run.user());
    add("the directory", run.directory());
    add("the network", network(run, settings).name());
    add("the security", security(run, settings));
    for (var mount : run.mounts()) {
      add("the mount " + mount.target().orElse("of a secret"), mount(mount));
    }
    addSurroundings();
    return parts;
  }

  private void add(String name, String value) {
    parts.add(new Part(name, value));
  }

  private String command() {
    var command = KeyWriter.of("command").texts("words", run.command());
    if (run.script().isPresent()) {
      var script = run.script().get();
      command.text("script", script.name()).text("text", script.content());
    }
    return command.finish().toString();
  }

  // Only digests of values, because what is remembered may be read by others.
  private void addVariables() {
    var environment = new TreeMap<>(run.environment().values());
    run.unkeyed().forEach(environment::remove);
    for (var variable : environment.entrySet()) {
      add(
          "the variable " + variable.getKey(),
          KeyWriter.of("variable").text("value", variable.getValue()).finish().toString());
    }
  }

  private void addSurroundings() {
    if (!settings.hosts().isEmpty()) {
      var names = settings.hosts().stream().map(RunSettings.Host::name).toList();
      add("the added hosts", String.join(" ", names));
    }
    if (settings.sharedMemory().isPresent()) {
      add("the shared memory", Long.toString(settings.sharedMemory().getAsLong()));
    }
    if (settings.hostname().isPresent()) {
      add("the host name", settings.hostname().get());
    }
    for (var limit : settings.limits()) {
      add("the limit of " + limit.resource().word(), limit.toString());
    }
  }

  static RunSettings.Network network(Action.Run run, RunSettings settings) {
    return switch (run.network()) {
      case DEFAULT -> settings.network();
      case HOST -> RunSettings.Network.HOST;
      case NONE -> RunSettings.Network.NONE;
    };
  }

  private static String security(Action.Run run, RunSettings settings) {
    if (run.security() == Action.Security.INSECURE
        && !settings.allowed().contains(Entitlement.SECURITY_INSECURE)) {
      throw new BuildException.Definition(
          "security.insecure is not allowed; --allow security.insecure gives leave");
    }
    return run.security().name();
  }

  private static String mount(RunMount placed) {
    var key = KeyWriter.of("mount").text("target", placed.target());
    switch (placed.mount()) {
      case Mount.Bind bind -> key.text("bind", bind.source()).text("access", bind.access().name());
      case Mount.Cache cache -> {
        key.text("cache", cache.source()).text("access", cache.access().name());
        owner(key, cache.ownership());
      }
      case Mount.Tmpfs memory ->
          key.text("tmpfs", memory.access().name()).number("size", memory.size().orElse(0));
      case Mount.Secret secret -> {
        key.text("secret", secret.id())
            .text("variable", secret.environment())
            .text("need", secret.need().name());
        owner(key, secret.ownership());
      }
      case Mount.Ssh agent -> {
        key.text("ssh", agent.id()).text("need", agent.need().name());
        owner(key, agent.ownership());
      }
    }
    return key.finish().toString();
  }

  static void owner(KeyWriter key, Mount.Ownership owner) {
    key.texts(
        "owner",
        List.of(owner.mode().toString(), owner.user().toString(), owner.group().toString()));
  }
}
