package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.SshAgent;
import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitRemote;
import dev.slipway.builder.git.GitRevision;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Scratch;
import dev.slipway.builder.store.Steps;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The commits of git repositories, and their files as layers of the store.
///
/// Any number of threads may ask.
public final class GitCheckouts implements AutoCloseable {
  /// The directory in a layer that holds the files.
  public static final TreePath FILES = TreePath.of("files");

  private static final String DEFAULT_AGENT = "default";

  private final Store store;
  private final RunSettings lent;
  private final Clock clock;
  private final GitLogins logins;
  private final Mirror mirror;
  private final Map<Digest, Object> underway = new ConcurrentHashMap<>();
  private final List<Agent> agents = new ArrayList<>();

  /// @param store keeps mirrors and layers
  /// @param lent the secrets and agents of the build
  /// @param clock tells when files were checked out
  /// @param listener hears of waits for other builds
  public GitCheckouts(Store store, RunSettings lent, Clock clock, BuildListener listener) {
    this.store = store;
    this.lent = lent;
    this.clock = clock;
    logins = new GitLogins(lent.secrets());
    mirror = new Mirror(store, listener);
  }

  /// What `reference` means now. A whole commit means itself; else the server is asked.
  ///
  /// @throws BuildException.Definition when it contradicts its own checksum
  /// @throws RegistryException when the repository or the reference is not there, or cannot be
  ///     asked for
  public GitRevision resolve(GitReference reference) {
    return new Resolution(reference, program(reference.remote())).revision();
  }

  private GitProgram program(GitRemote remote) {
    var program = speaking(remote);
    return logins
        .header(remote)
        .map(header -> program.withAuthorization(remote, header))
        .orElse(program);
  }

  private GitProgram submoduleProgram(GitRemote remote, GitRemote parent) {
    var program = speaking(remote);
    return logins
        .submoduleHeader(remote, parent)
        .map(header -> program.withAuthorization(remote, header))
        .orElse(program);
  }

  private GitProgram speaking(GitRemote remote) {
    return GitProgram.of(store.scratch()).toward(remote, agent(), store.gitMirrors().knownHosts());
  }

  private Optional<Path> agent() {
    return Optional.ofNullable(lent.agents().get(DEFAULT_AGENT))
        .map(
            agent ->
                switch (agent) {
                  case SshAgent.Socket(var path) -> path;
                  case SshAgent.RawSocket(var path) -> path;
                  case SshAgent.Keys(var keys) -> socket(keys);
                });
  }

  private synchronized Path socket(List<SecretSource> keys) {
    if (agents.isEmpty()) {
      agents.add(Agent.of(keys));
    }
    return agents.getFirst().socket();
  }

  /// Ends the agent for keys of its own, if there is one.
  @Override
  public synchronized void close() {
    agents.forEach(Agent::close);
    agents.clear();
  }

  /// The layer that holds the files of `revision` below [#FILES]; it is made when the store does
  /// not have it.
  ///
  /// @throws BuildException.Definition when the folder that is wanted is not in the repository
  /// @throws RegistryException when the commit cannot be had
  public StoredLayer layer(GitRevision revision) {
    var key = key(revision);
    synchronized (underway.computeIfAbsent(key, _ -> new Object())) {
      return known(key).orElseGet(() -> made(key, revision));
    }
  }

  /// When the commit of `revision` was made.
  ///
  /// @throws RegistryException when the commit cannot be had
  public Instant time(GitRevision revision) {
    var remote = revision.reference().remote();
    var wanted = new Wanted(remote, program(remote), revision.object(), revision.name());
    return Instant.ofEpochSecond(mirror.use(wanted, (git, _) -> WorkTree.seconds(git, wanted)));
  }

  private static Digest key(GitRevision revision) {
    return KeyWriter.of("git checkout")
        .text("address", revision.reference().remote().address())
        .text("identity", revision.identity())
        .finish();
  }

  private Optional<StoredLayer> known(Digest key) {
    return store
        .steps()
        .find(key)
        .filter(chain -> chain.size() == 1)
        .flatMap(chain -> store.layers().find(chain.getFirst().diffId()));
  }

  private StoredLayer made(Digest key, GitRevision revision) {
    var folder = store.scratch().next("checkout");
    try {
      Files.createDirectory(folder);
      var seconds = fill(revision, folder);
      var layer = CheckoutLayer.write(store, folder, revision, seconds);
      store
          .steps()
          .remember(key, List.of(new Steps.Made(layer.diffId(), Optional.of(clock.instant()))));
      Scratch.remove(folder);
      return layer;
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot check out %s: %s".formatted(revision, Reason.of(e)), e);
    }
  }

  private long fill(GitRevision revision, Path folder) {
    var reference = revision.reference();
    var remote = reference.remote();
    var wanted = new Wanted(remote, program(remote), revision.object(), revision.name());
    var tree = new WorkTree(store, mirror, reference.submodules(), this::within);
    var filled =
        revision.keepsGitDirectory()
            ? tree.fillWithRepository(wanted, folder)
            : tree.fill(wanted, folder);
    return reference.hasCommitTimes() ? filled.seconds() : clock.instant().getEpochSecond();
  }

  private Wanted within(Wanted outer, Submodule submodule) {
    var remote = submodule.remote(outer.remote());
    return new Wanted(
        remote, submoduleProgram(remote, outer.remote()), submodule.commit(), Optional.empty());
  }
}
