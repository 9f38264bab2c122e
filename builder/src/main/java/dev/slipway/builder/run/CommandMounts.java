package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.SshAgent;
import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.RunMount;
import dev.slipway.builder.store.CacheMounts;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Waiting;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.worker.Attachment;
import dev.slipway.dockerfile.Device;
import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The mounts of one command, made ready: caches are held, and agents
/// answer, until this is closed.
final class CommandMounts implements AutoCloseable {
  private static final long DEFAULT_SECRET_MODE = 0400;
  private static final long DEFAULT_SOCKET_MODE = 0600;
  private static final long DEFAULT_CACHE_MODE = 0755;

  private final Surroundings surroundings;
  private final MountSources sources;
  private final List<dev.slipway.builder.sandbox.Mount> mounts = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<Digest, CacheMounts.Lease> leases = new HashMap<>();
  private final List<Agent> agents = new ArrayList<>();

  private CommandMounts(Surroundings surroundings, MountSources sources) {
    this.surroundings = surroundings;
    this.sources = sources;
  }

  /// Waits for caches that others use, and says so.
  ///
  /// @throws BuildException.Definition when a source or a secret that is needed is not there
  /// @throws IOException when one cannot be read
  static CommandMounts open(
      BuildEvent.Step step, Action.Run run, Surroundings surroundings, MountSources sources)
      throws IOException {
    var opened = new CommandMounts(surroundings, sources);
    try {
      opened.lease(step, run.mounts());
      for (var mount : run.mounts()) {
        opened.add(mount);
      }
      run.script().ifPresent(script -> opened.mounts.add(mounted(script)));
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /// What the sandbox takes.
  List<dev.slipway.builder.sandbox.Mount> mounts() {
    return mounts;
  }

  /// What the worker puts together.
  List<Attachment> attachments() {
    return attachments;
  }

  /// Variables that the command sees in addition: secrets, and where the agent is.
  Map<String, String> variables() {
    return variables;
  }

  private record Wanted(Digest name, String id, CacheMounts.Sharing sharing) {
    /// The same cache, which one mount wants as this does and another as `other` does.
    Wanted and(Wanted other) {
      return sharing.compareTo(other.sharing) > 0 ? this : other;
    }
  }

  // In the same order everywhere, so that builds which want several do not wait for each other.
  private void lease(BuildEvent.Step step, List<RunMount> all) {
    SortedMap<String, Wanted> caches = new TreeMap<>();
    for (var placed : all) {
      if (placed.mount() instanceof Mount.Cache cache) {
        var wanted = new Wanted(name(placed, cache), cache.id(), sharing(cache));
        caches.merge(wanted.name().toString(), wanted, Wanted::and);
      }
    }
    for (var cache : caches.values()) {
      leases.put(
          cache.name(),
          surroundings
              .store()
              .cacheMounts()
              .lease(
                  surroundings.commands().users(),
                  cache.name(),
                  cache.sharing(),
                  telling(step, cache.id())));
    }
  }

  private Waiting telling(BuildEvent.Step step, String cache) {
    var listener = surroundings.listener();
    return new Waiting() {
      @Override
      public void began() {
        listener.heard(
            new BuildEvent.StepWaiting(
                step, "cache mount '%s' is in use by another build or step".formatted(cache)));
      }

      @Override
      public void ended(Duration waited) {
        listener.heard(new BuildEvent.StepResumed(step, waited));
      }
    };
  }

  private static CacheMounts.Sharing sharing(Mount.Cache cache) {
    return switch (cache.sharing()) {
      case SHARED -> CacheMounts.Sharing.SHARED;
      case PRIVATE -> CacheMounts.Sharing.PRIVATE;
      case LOCKED -> CacheMounts.Sharing.LOCKED;
    };
  }

  // As in BuildKit, what a cache begins with and who owns it tell caches of one id apart.
  private Digest name(RunMount placed, Mount.Cache cache) {
    var name =
        KeyWriter.of("cache mount")
            .text("space", surroundings.cacheSpace())
            .text("id", cache.id())
            .text("source", cache.source())
            .text("origin", placed.origin().map(sources::identity));
    CommandInputs.owner(name, cache.ownership());
    return name.finish();
  }

  private void add(RunMount placed) throws IOException {
    var target = placed.target().orElse("");
    switch (placed.mount()) {
      case Mount.Bind bind ->
          attachments.add(
              new Attachment.Files(sources.attachment(placed), target, access(bind.access())));
      case Mount.Cache cache ->
          attachments.add(
              new Attachment.Cache(
                  Objects.requireNonNull(leases.get(name(placed, cache)), "leased before").folder(),
                  placed.origin().isPresent()
                      ? Optional.of(sources.attachment(placed))
                      : Optional.empty(),
                  owner(cache.ownership()),
                  target,
                  access(cache.access())));
      case Mount.Tmpfs memory ->
          mounts.add(
              new dev.slipway.builder.sandbox.Mount.Memory(
                  target, memory.size().orElse(0), access(memory.access())));
      case Mount.Secret secret -> secret(secret, placed.target());
      case Mount.Ssh agent -> agent(agent, target);
    }
  }

  private static dev.slipway.builder.sandbox.Mount.Access access(Mount.Access access) {
    return switch (access) {
      case READ_ONLY -> dev.slipway.builder.sandbox.Mount.Access.READ;
      case READ_WRITE -> dev.slipway.builder.sandbox.Mount.Access.WRITE;
    };
  }

  private static Optional<Attachment.Owner> owner(Mount.Ownership ownership) {
    boolean given =
        ownership.mode().isPresent()
            || ownership.user().isPresent()
            || ownership.group().isPresent();
    return given ? Optional.of(owner(ownership, DEFAULT_CACHE_MODE)) : Optional.empty();
  }

  private static Attachment.Owner owner(Mount.Ownership ownership, long mode) {
    return new Attachment.Owner(
        ownership.mode().orElse((int) mode),
        ownership.user().orElse(0),
        ownership.group().orElse(0));
  }

  private void secret(Mount.Secret secret, Optional<String> target) {
    var source = surroundings.runs().secrets().get(secret.id());
    if (source == null) {
      if (secret.need() == Device.Need.REQUIRED) {
        throw new BuildException.Definition(
            "secret %1$s: not found; --secret id=%1$s,src=FILE or id=%1$s,env=NAME gives it"
                .formatted(secret.id()));
      }
      return;
    }
    var content = content(secret.id(), source);
    secret
        .environment()
        .ifPresent(
            name -> variables.put(name, new String(content.toArray(), StandardCharsets.UTF_8)));
    var owner = owner(secret.ownership(), DEFAULT_SECRET_MODE);
    target.ifPresent(
        place ->
            mounts.add(
                new dev.slipway.builder.sandbox.Mount.Secret(
                    content, place, owner.mode(), owner.uid(), owner.gid())));
  }

  private static Bytes content(String id, SecretSource source) {
    return switch (source) {
      case SecretSource.Value value -> value.bytes();
      case SecretSource.File(var path) -> {
        try {
          yield Bytes.of(Files.readAllBytes(path));
        } catch (IOException e) {
          throw new BuildException.Definition(
              "cannot read the secret %s from '%s': %s".formatted(id, path, Reason.of(e)), e);
        }
      }
    };
  }

  private void agent(Mount.Ssh agent, String target) {
    // Told to the command even when there is none, as BuildKit does it.
    variables.putIfAbsent("SSH_AUTH_SOCK", target);
    var known = surroundings.runs().agents().get(agent.id());
    if (known == null) {
      if (agent.need() == Device.Need.REQUIRED) {
        throw new BuildException.Definition(
            "no SSH key \"%s\" forwarded from the client; --ssh %s gives it"
                .formatted(agent.id(), agent.id()));
      }
      return;
    }
    var socket =
        switch (known) {
          case SshAgent.Socket(var path) -> opened(Agent.guarding(path));
          case SshAgent.Keys(var keys) -> opened(Agent.of(keys));
          case SshAgent.RawSocket(var path) -> path;
        };
    attachments.add(
        new Attachment.Socket(socket, target, owner(agent.ownership(), DEFAULT_SOCKET_MODE)));
  }

  private Path opened(Agent agent) {
    agents.add(agent);
    return agent.socket();
  }

  private static dev.slipway.builder.sandbox.Mount mounted(Action.InlineFile script) {
    return new dev.slipway.builder.sandbox.Mount.Secret(
        Bytes.of(SourceText.encode(script.content())), "/dev/pipes/" + script.name(), 0755, 0, 0);
  }

  @Override
  public void close() {
    leases.values().forEach(CacheMounts.Lease::close);
    leases.clear();
    agents.forEach(Agent::close);
    agents.clear();
  }
}
