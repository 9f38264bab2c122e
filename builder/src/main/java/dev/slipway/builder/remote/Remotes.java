package dev.slipway.builder.remote;

import dev.slipway.builder.BuildListener;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.checkout.GitCheckouts;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.context.RemoteSource;
import dev.slipway.builder.plan.RemoteSources;
import dev.slipway.builder.run.Once;
import dev.slipway.builder.run.RemoteTrees;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.tree.Tree;
import dev.slipway.registry.remote.RegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The remote sources of one build. Each is asked for once, and as soon as it is expected; what is
/// needed for that is loaded with the first of them.
public final class Remotes implements RemoteSources, RemoteTrees, AutoCloseable {
  private final Map<RemoteSource, Once<PinnedSource>> pinned = new ConcurrentHashMap<>();
  private final Map<PinnedSource, Once<Tree>> trees = new ConcurrentHashMap<>();
  private final Store store;
  private final RegistryClient connections;
  private final RunSettings runs;
  private final BuildListener listener;
  private final Clock clock;
  private final Queue<OpenTree> open = new ConcurrentLinkedQueue<>();
  private final Once<Repositories> repositories = new Once<>(this::makeRepositories);

  /// Sources that are reached over `connections` and kept in `store`.
  ///
  /// @param runs its secrets and agents say who one is to servers
  /// @param clock tells when files were checked out
  public Remotes(
      Store store,
      RegistryClient connections,
      RunSettings runs,
      Clock clock,
      BuildListener listener) {
    this.store = store;
    this.connections = connections;
    this.runs = runs;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public void expect(RemoteSource source) {
    pinning(source).begin(task -> Thread.ofVirtual().name("pin " + source).start(task));
  }

  @Override
  public PinnedSource pin(RemoteSource source) {
    return pinning(source).result();
  }

  private Once<PinnedSource> pinning(RemoteSource source) {
    return pinned.computeIfAbsent(source, _ -> new Once<>(() -> ask(source)));
  }

  private PinnedSource ask(RemoteSource source) {
    return switch (source) {
      case RemoteSource.Web web -> downloads().pin(web);
      case RemoteSource.Git(var reference) -> repositories().pin(reference);
    };
  }

  @Override
  public Tree tree(PinnedSource source) throws IOException {
    try {
      return trees.computeIfAbsent(source, _ -> new Once<>(() -> bring(source))).result();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Tree bring(PinnedSource source) {
    try {
      return switch (source) {
        case PinnedSource.WebFile file -> downloads().tree(file);
        case PinnedSource.GitFiles(var revision) -> opened(repositories().tree(revision));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Downloads downloads() {
    return new Downloads(
        store, new WebServers(connections.transport(), connections.retry(), runs), listener);
  }

  private Repositories repositories() {
    return repositories.result();
  }

  private Repositories makeRepositories() {
    return new Repositories(new GitCheckouts(store, runs, clock), listener);
  }

  private Tree opened(OpenTree tree) {
    open.add(tree);
    return tree.files();
  }

  /// Closes all trees that were asked for.
  @Override
  public void close() {
    for (var tree = open.poll(); tree != null; tree = open.poll()) {
      tree.close();
    }
  }
}
