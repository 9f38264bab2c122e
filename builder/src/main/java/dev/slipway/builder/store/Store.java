package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The local store, opened: its departments, and the lock that keeps them while they are used.
///
/// Safe for any number of threads and processes. Closing it removes its temporary folder and lets
/// go of the lock.
public final class Store implements AutoCloseable {
  private static final String VERSION = "slipway-store 1\n";

  private final Path root;
  private final StoreLock lock;
  private final Scratch scratch;

  private Store(Path root, StoreLock lock, Scratch scratch) {
    this.root = root;
    this.lock = lock;
    this.scratch = scratch;
  }

  /// Opens the store at `named` and says nothing of a wait.
  ///
  /// @throws BuildException.MachineFailed when the folder cannot be made, is no store, or is one of
  ///     another version
  public static Store open(Path named) {
    return open(named, BuildListener.silent());
  }

  /// Opens the store at `named`, making it when it is not there, and holds its lock shared; waits
  /// while another process has the lock alone to remove what is not used.
  ///
  /// @param listener hears of a wait that is not short
  /// @throws BuildException.MachineFailed when the folder cannot be made, is no store, or is one of
  ///     another version
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  public static Store open(Path named, BuildListener listener) {
    try {
      AtomicFile.createFolder(named);
      // One folder has one name, or this process would take its own locks for another's.
      var root = named.toRealPath();
      var pruning =
          Waiting.told(listener, "the local store at " + root, "another process prunes it");
      var lock = StoreLock.acquire(root.resolve("lock"), StoreLock.Kind.SHARED, pruning);
      try {
        checkVersion(root);
        var scratch = Scratch.create(root.resolve("tmp"));
        writeVersion(root, scratch);
        return new Store(root, lock, scratch);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot open the local store at %s: %s; another folder can be named with SLIPWAY_HOME"
              .formatted(named, Reason.of(e)),
          e);
    }
  }

  private static void checkVersion(Path root) throws IOException {
    var file = root.resolve("version");
    if (!Files.exists(file)) {
      return;
    }
    var found = Files.readString(file);
    if (!found.equals(VERSION)) {
      throw new BuildException.MachineFailed(
          "the local store at %s says '%s' of itself, and this Slipway reads '%s'; name another folder with SLIPWAY_HOME, or remove that one"
              .formatted(root, found.strip(), VERSION.strip()));
    }
  }

  private static void writeVersion(Path root, Scratch scratch) throws IOException {
    var file = root.resolve("version");
    if (!Files.exists(file)) {
      try {
        AtomicFile.write(scratch, file, VERSION.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        scratch.close();
        throw e;
      }
    }
  }

  /// Where the store is.
  public Path root() {
    return root;
  }

  /// The bytes as they travel.
  public Blobs blobs() {
    return new Blobs(root.resolve("blobs"), scratch);
  }

  /// The layers as they are read.
  public Layers layers() {
    return new Layers(root.resolve("layers"), root.resolve("compressed"), scratch);
  }

  /// What steps led to.
  public Steps steps() {
    return new Steps(root.resolve("steps"), scratch);
  }

  /// What the steps of earlier builds depended on.
  public LastInputs lastInputs() {
    return new LastInputs(root.resolve("inputs"), scratch);
  }

  /// The images that have a name.
  public Images images() {
    return new Images(root.resolve("images"), scratch);
  }

  /// What the names of base images meant last.
  public Bases bases() {
    return new Bases(root.resolve("bases"), scratch);
  }

  /// What web servers gave last.
  public WebFiles webFiles() {
    return new WebFiles(root.resolve("web-files"), scratch);
  }

  /// The folder below which the sandbox keeps its extracted trees.
  public Path snapshots() {
    return root.resolve("snapshots");
  }

  /// The folders that RUN keeps between builds.
  public CacheMounts cacheMounts() {
    return new CacheMounts(root.resolve("cache-mounts"));
  }

  /// The git repositories that builds took files from.
  public GitMirrors gitMirrors() {
    return new GitMirrors(root.resolve("git"), scratch);
  }

  /// The large uploads that are under way.
  public Uploads uploads() {
    return new Uploads(root.resolve("uploads"), scratch);
  }

  /// The file in which the digests of unchanged context files are remembered.
  public Path contextDigests() {
    return root.resolve("context-digests");
  }

  /// A folder for what lives no longer than this store is open.
  public Scratch scratch() {
    return scratch;
  }

  @Override
  public void close() {
    scratch.close();
    lock.close();
  }
}
