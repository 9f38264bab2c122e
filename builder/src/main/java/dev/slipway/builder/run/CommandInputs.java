package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.RunSettings.Entitlement;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.RunMount;
import dev.slipway.dockerfile.Mount;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the result of a RUN depends on, beside files.
///
/// As in BuildKit, secrets count by their ids and not by what they are, caches by where they are
/// mounted, and added hosts by their names.
final class CommandInputs {
  private CommandInputs() {}

  /// @throws BuildException.Definition when `run` asks for what it has no leave for
  static StepInputs of(StepInputs inputs, Action.Run run, RunSettings settings) {
    var environment = new TreeMap<>(run.environment().values());
    run.unkeyed().forEach(environment::remove);
    var command = KeyWriter.of("command").texts("words", run.command());
    run.script()
        .ifPresent(script -> command.text("script", script.name()).text("text", script.content()));
    var whole =
        variables(inputs.with("the command", command.finish().toString()), environment)
            .with("the user", run.user())
            .with("the directory", run.directory())
            .with("the network", network(run, settings).name())
            .with("the security", security(run, settings));
    for (var mount : run.mounts()) {
      whole = whole.with("the mount " + mount.target().orElse("of a secret"), mount(mount));
    }
    return surroundings(whole, settings);
  }

  // Only digests of values, because what is remembered may be read by others.
  private static StepInputs variables(StepInputs inputs, SortedMap<String, String> environment) {
    var whole = inputs;
    for (var variable : environment.entrySet()) {
      whole =
          whole.with(
              "the variable " + variable.getKey(),
              KeyWriter.of("variable").text("value", variable.getValue()).finish().toString());
    }
    return whole;
  }

  private static StepInputs surroundings(StepInputs inputs, RunSettings settings) {
    var whole = inputs;
    if (!settings.hosts().isEmpty()) {
      var names = settings.hosts().stream().map(RunSettings.Host::name).toList();
      whole = whole.with("the added hosts", String.join(" ", names));
    }
    if (settings.sharedMemory().isPresent()) {
      whole = whole.with("the shared memory", Long.toString(settings.sharedMemory().getAsLong()));
    }
    if (settings.hostname().isPresent()) {
      whole = whole.with("the host name", settings.hostname().get());
    }
    for (var limit : settings.limits()) {
      whole = whole.with("the limit of " + limit.resource().word(), limit.toString());
    }
    return whole;
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
