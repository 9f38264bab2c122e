package dev.slipway.builder.remote;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.checkout.GitCheckouts;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.copy.EmptyTree;
import dev.slipway.builder.plan.RemoteSources;
import dev.slipway.builder.run.Once;
import dev.slipway.builder.run.RemoteTrees;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Tree;
import dev.slipway.dockerfile.Source;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.remote.RegistryClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The remote sources of one build. Each is asked for once, and as soon as it is expected; what is
/// needed for that is loaded with the first of them.
public final class Remotes implements RemoteSources, RemoteTrees, AutoCloseable {
  private static final String CONTEXT = "context";

  private final Map<RemoteSource, Once<PinnedSource>> pinned = new ConcurrentHashMap<>();
  private final Map<PinnedSource, Once<Tree>> trees = new ConcurrentHashMap<>();
  private final Store store;
  private final RegistryClient connections;
  private final RunSettings runs;
  private final BuildListener listener;
  private final Clock clock;
  private final Queue<OpenTree> open = new ConcurrentLinkedQueue<>();
  private final Queue<GitCheckouts> checkouts = new ConcurrentLinkedQueue<>();
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
  public Optional<Instant> time(RemoteSource source) {
    try {
      return switch (pin(source)) {
        case PinnedSource.WebFile file -> downloads().modified(file);
        case PinnedSource.GitFiles(var revision) -> Optional.of(repositories().time(revision));
      };
    } catch (IOException e) {
      throw failed(source.toString(), e);
    }
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

  /// What `source` is as the main context of a build.
  ///
  /// @throws BuildException.Malformed when it is an archive that cannot be unpacked
  /// @throws RuntimeException the place's own exception, when it cannot be had
  public ReceivedContext context(RemoteSource source) {
    try {
      var pinned = pin(source);
      return switch (pinned) {
        case PinnedSource.WebFile(var address, _, var content) -> {
          var file = new PinnedSource.WebFile(address, CONTEXT, content);
          var tree = tree(file);
          var blob = store.blobs().find(content).orElseThrow();
          yield received(new ReceivedArchive(store, source.toString(), blob, content), tree);
        }
        case PinnedSource.GitFiles _ ->
            new ReceivedContext(source.toString(), tree(pinned), Optional.empty());
      };
    } catch (RegistryException e) {
      throw e.within("the build context");
    } catch (IOException e) {
      throw failed(source.toString(), e);
    }
  }

  /// The Dockerfile that `source` is.
  ///
  /// @throws BuildException.Definition when it is too large to be one
  /// @throws RegistryException when it cannot be had
  public Source dockerfile(RemoteSource.Web source) {
    try {
      var content = ((PinnedSource.WebFile) pin(source)).content();
      tree(new PinnedSource.WebFile(source.address(), CONTEXT, content));
      var blob = store.blobs().find(content).orElseThrow();
      var text = new ReceivedArchive(store, source.toString(), blob, content).text();
      return Source.of(source.toString(), text.toArray());
    } catch (RegistryException e) {
      throw e.within("the Dockerfile");
    } catch (IOException e) {
      throw failed(source.toString(), e);
    }
  }

  /// What `content` is as the main context of a build; it is read once.
  ///
  /// @throws BuildException.Malformed when it is an archive that cannot be unpacked
  public ReceivedContext context(String name, Content content) {
    var file = store.scratch().next("context");
    try (var in = content.open()) {
      Files.copy(in, file);
      var digest = digest(file);
      return received(new ReceivedArchive(store, name, file, digest), EmptyTree.INSTANCE);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  private static Digest digest(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Digest.of(in);
    }
  }

  private ReceivedContext received(ReceivedArchive archive, Tree otherwise) throws IOException {
    return switch (archive.kind()) {
      case TAR -> {
        yield new ReceivedContext(archive.name(), opened(archive.files()), Optional.empty());
      }
      case ZIP ->
          throw new BuildException.Definition(
              "the context %s is a zip archive; make it a tar, or a tar.gz"
                  .formatted(archive.name()));
      case OTHER -> new ReceivedContext(archive.name(), otherwise, Optional.of(archive.text()));
    };
  }

  /// The files of `source` as a named context: that of a web server under the name `context`.
  ///
  /// @throws RuntimeException the place's own exception, when it cannot be had
  public Tree named(RemoteSource source) {
    try {
      var pinned = pin(source);
      return switch (pinned) {
        case PinnedSource.WebFile(var address, _, var content) ->
            tree(new PinnedSource.WebFile(address, CONTEXT, content));
        case PinnedSource.GitFiles _ -> tree(pinned);
      };
    } catch (RegistryException e) {
      throw e.within("a named context");
    } catch (IOException e) {
      throw failed(source.toString(), e);
    }
  }

  private static RuntimeException failed(String name, IOException e) {
    if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
      return new BuildException.Cancelled();
    }
    return new BuildException.MachineFailed(
        "cannot take what is at %s: %s".formatted(name, Reason.of(e)), e);
  }

  private Downloads downloads() {
    return new Downloads(
        store, new WebServers(connections.transport(), connections.retry(), runs), listener);
  }

  private Repositories repositories() {
    return repositories.result();
  }

  private Repositories makeRepositories() {
    var made = new GitCheckouts(store, runs, clock, listener);
    checkouts.add(made);
    return new Repositories(made, listener);
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
    checkouts.forEach(GitCheckouts::close);
  }
}
