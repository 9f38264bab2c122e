package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/// Bare git repositories: of each repository elsewhere the commits that builds have asked for.
///
/// One build at a time uses a mirror; a lock on a file beside it says so. What is in it can be lost
/// at any time.
public final class GitMirrors {
  private static final String LOCK = "lock";
  private static final String REPOSITORY = "repository";

  private final Path folder;
  private final Scratch scratch;

  GitMirrors(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /// The file in which the keys of servers are remembered that were spoken to by ssh. It can be
  /// made: ssh goes on without remembering a key that it cannot write down.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Path knownHosts() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot remember keys of servers in the local store: " + Reason.of(e), e);
    }
    return folder.resolve("known-hosts");
  }

  /// The use of a mirror, until it is closed.
  public static final class Lease implements AutoCloseable {
    private final Path folder;
    private final Scratch scratch;
    private final StoreLock lock;

    private Lease(Path folder, Scratch scratch, StoreLock lock) {
      this.folder = folder;
      this.scratch = scratch;
      this.lock = lock;
    }

    /// Where the repository is, once it was adopted.
    public Path repository() {
      return folder.resolve(REPOSITORY);
    }

    /// Whether there is one.
    public boolean isMade() {
      return Files.isDirectory(repository());
    }

    /// Makes `made`, a whole repository in the store's temporary folder, the mirror.
    ///
    /// @throws IOException when the store cannot be written
    public void adopt(Path made) throws IOException {
      Files.move(made, repository(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes the mirror, which is damaged.
    ///
    /// @throws IOException when the store cannot be written
    public void discard() throws IOException {
      if (isMade()) {
        var broken = scratch.next("mirror");
        Files.move(repository(), broken, StandardCopyOption.ATOMIC_MOVE);
        Scratch.remove(broken);
      }
    }

    @Override
    public void close() {
      lock.close();
    }
  }

  /// Takes the mirror `name` into use; waits until nobody else uses it.
  ///
  /// @param waiting hears of a wait that is not short
  /// @throws BuildException.Cancelled when the thread is interrupted while it waits
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Lease lease(Digest name, Waiting waiting) {
    var mirror = folder.resolve(name.hex());
    try {
      Files.createDirectories(mirror);
      var lock = StoreLock.acquire(mirror.resolve(LOCK), StoreLock.Kind.ALONE, waiting);
      lock.touch();
      return new Lease(mirror, scratch, lock);
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot use a git repository of the local store: " + Reason.of(e), e);
    }
  }

  /// When the mirror in `mirror` was taken into use last.
  static Instant lastUse(Path mirror) throws IOException {
    var lock = mirror.resolve(LOCK);
    return Files.getLastModifiedTime(Files.exists(lock) ? lock : mirror).toInstant();
  }
}
