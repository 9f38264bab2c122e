package dev.slipway.builder.context;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/// A folder on disk as a tree.
///
/// Only what is asked for is read, and what was seen once stays as it was seen: files that come,
/// change or go meanwhile do not make two answers differ, save for the content itself. All belongs
/// to root and has no attributes, so that the image does not depend on who builds it. A socket is
/// an empty file. Links are never followed, so nothing outside the folder is ever read.
public final class FolderTree implements Tree, Stamped {
  private record FileIdentity(long device, long inode) {}

  private final Path folder;
  private final Instant made = Instant.now();
  private final Map<TreePath, Optional<SeenFile>> seen = new ConcurrentHashMap<>();
  private final Map<TreePath, FutureTask<List<Entry>>> listings = new ConcurrentHashMap<>();
  private final Map<FileIdentity, Long> linkGroups = new ConcurrentHashMap<>();
  private final AtomicLong lastLinkGroup = new AtomicLong();

  private FolderTree(Path folder) {
    this.folder = folder;
  }

  /// The tree of `folder`, which may itself be a link.
  ///
  /// @throws BuildException.Definition when it is not there or no folder
  /// @throws BuildException.MachineFailed when it cannot be read
  public static FolderTree of(Path folder) {
    try {
      var real = folder.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new BuildException.Definition("the context %s is not a folder".formatted(folder));
      }
      return new FolderTree(real);
    } catch (NoSuchFileException e) {
      throw new BuildException.Definition("the context %s is not there".formatted(folder), e);
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "the context %s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    return look(path).map(SeenFile::node);
  }

  private Optional<SeenFile> look(TreePath path) throws IOException {
    var known = seen.get(path);
    if (known != null) {
      return known;
    }
    var unseen = new ArrayDeque<TreePath>();
    var at = path;
    while (!at.isRoot() && !seen.containsKey(at)) {
      unseen.push(at);
      at = at.parent();
    }
    var above = seen.get(at);
    var found = above == null ? remember(at, folder) : above;
    for (var next : unseen) {
      if (found.isEmpty() || !(found.get().node() instanceof Node.Directory)) {
        return Optional.empty();
      }
      found = remember(next, PathBytes.child(found.get().file(), next.name()));
    }
    return found;
  }

  private Optional<SeenFile> remember(TreePath path, Path file) throws IOException {
    Optional<SeenFile> found;
    try {
      found = Optional.of(SeenFile.of(file, this::linkGroup));
    } catch (NoSuchFileException | NotDirectoryException | NotLinkException _) {
      // It went, or became something else, between two looks: the next build will see it right.
      found = Optional.empty();
    } catch (AccessDeniedException e) {
      throw unreadable(path, e);
    }
    var earlier = seen.putIfAbsent(path, found);
    return earlier == null ? found : earlier;
  }

  private long linkGroup(long device, long inode) {
    return linkGroups.computeIfAbsent(
        new FileIdentity(device, inode), _ -> lastLinkGroup.incrementAndGet());
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    return list(directory).iterator();
  }

  // A step asks for what is being looked at ahead of it. To look at the same files at once would
  // take both processors for one's work, and leave none to the compiler.
  private List<Entry> list(TreePath directory) throws IOException {
    var listing = listings.computeIfAbsent(directory, at -> new FutureTask<>(() -> listed(at)));
    listing.run();
    return Awaited.result(listing);
  }

  private List<Entry> listed(TreePath directory) throws IOException {
    var at = look(directory);
    if (at.isEmpty() || !(at.get().node() instanceof Node.Directory)) {
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    try (var files = Files.newDirectoryStream(at.get().file())) {
      for (var file : files) {
        var path = directory.child(PathBytes.name(file));
        var earlier = seen.get(path);
        var found = earlier == null ? remember(path, file) : earlier;
        if (found.isPresent()) {
          entries.add(new Entry(path, found.get().node()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      throw unreadable(directory, e);
    } catch (NoSuchFileException | NotDirectoryException _) {
      entries.clear();
    }
    var order = TreePath.orderWithin(directory);
    entries.sort((one, other) -> order.compare(one.path(), other.path()));
    return entries;
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    var file = look(path).orElseThrow(() -> new FileNotFoundException(path.toString()));
    if (!(file.node() instanceof Node.RegularFile)) {
      throw new FileNotFoundException(path + " is not a regular file");
    }
    if (file.stamp().isEmpty()) {
      return InputStream.nullInputStream();
    }
    try {
      return Files.newInputStream(file.file(), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new BuildException.MachineFailed(
          "%s of the build context went away while it was copied; build again when it rests"
              .formatted(path),
          e);
    } catch (AccessDeniedException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public Optional<FileStamp> stamp(TreePath path) throws IOException {
    return look(path).flatMap(SeenFile::stamp);
  }

  @Override
  public Optional<FileStamp> stampNow(TreePath path) throws IOException {
    var file = look(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return SeenFile.of(file.get().file(), (_, _) -> 0).stamp();
    } catch (NoSuchFileException | NotDirectoryException | NotLinkException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isYoung(FileStamp stamp) {
    return stamp.isYoungAt(made);
  }

  private static BuildException unreadable(TreePath path, IOException cause) {
    return new BuildException.MachineFailed(
        "%s of the build context cannot be read: permission denied. Change its mode, or leave it out with .dockerignore"
            .formatted(path),
        cause);
  }

  /// For people: the folder.
  @Override
  public String toString() {
    return folder.toString();
  }
}
