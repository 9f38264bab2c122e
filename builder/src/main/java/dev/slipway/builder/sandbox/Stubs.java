package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/// The files and directories that a file system needs for something to be mounted on them.
///
/// Paths are looked up inside the file system, however its symbolic links are laid. What had to be
/// made is noted and removed again afterwards, as long as it is empty; the time of the directory
/// around it goes back to what it was, unless somebody else changed that directory meanwhile.
final class Stubs {
  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;

  private record Stub(TreePath path, Node kind, FileStatus.Time before, FileStatus.Time after) {}

  private final HostTree tree;
  private final Deque<Stub> made = new ArrayDeque<>();

  Stubs(HostTree tree) {
    this.tree = tree;
  }

  /// The path that `target` leads to; nothing is made.
  TreePath path(String target) throws IOException {
    return Symlinks.of(tree).follow(TreePath.of(target));
  }

  /// The permission bits of what `path` is now, if anything is there.
  OptionalInt mode(TreePath path) throws IOException {
    var node = tree.find(path);
    return node.isPresent() ? OptionalInt.of(node.get().metadata().mode()) : OptionalInt.empty();
  }

  /// The path that `target` leads to, a directory now.
  TreePath directory(String target) throws IOException {
    var path = Symlinks.of(tree).follow(TreePath.of(target));
    makeDirectories(path);
    return path;
  }

  /// The path that `target` leads to, a file now unless it was there as something else.
  TreePath file(String target) throws IOException {
    var path = Symlinks.of(tree).follow(TreePath.of(target));
    if (tree.find(path).isEmpty()) {
      makeDirectories(path.parent());
      make(path, Kind.FILE);
    }
    return path;
  }

  /// Makes the directory that `target` leads to, for good, and gives it to `user` if it was
  /// missing.
  void keep(String target, Command.User user) throws IOException {
    var path = Symlinks.of(tree).follow(TreePath.of(target));
    int known = made.size();
    makeDirectories(path);
    while (made.size() > known) {
      var stub = made.pop();
      try (var parent = tree.directory(stub.path().parent())) {
        parent.owner(stub.path().name(), user.uid(), user.gid());
      }
    }
  }

  private enum Kind {
    DIRECTORY,
    FILE
  }

  private void makeDirectories(TreePath path) throws IOException {
    if (tree.find(path).isEmpty()) {
      makeDirectories(path.parent());
      make(path, Kind.DIRECTORY);
    }
  }

  private void make(TreePath path, Kind kind) throws IOException {
    try (var parent = tree.directory(path.parent())) {
      var before = parent.status().modified();
      switch (kind) {
        case DIRECTORY -> parent.makeDirectory(path.name(), DIRECTORY_MODE);
        case FILE -> parent.makeFile(path.name(), FILE_MODE);
      }
      var node = parent.node(path.name()).orElseThrow();
      made.push(new Stub(path, node, before, parent.status().modified()));
    }
  }

  /// Removes what was made and is still empty, the last first.
  void remove() throws IOException {
    while (!made.isEmpty()) {
      remove(made.pop());
    }
  }

  private void remove(Stub stub) throws IOException {
    var name = stub.path().name();
    if (tree.find(stub.path()).isEmpty()) {
      return;
    }
    try (var parent = tree.directory(stub.path().parent())) {
      boolean untouched = parent.status().modified().equals(stub.after());
      var status = parent.status(name);
      if (stub.kind() instanceof Node.Directory) {
        if (status.kind() != FileStatus.Kind.DIRECTORY || !isEmpty(parent, stub)) {
          return;
        }
        parent.removeDirectory(name);
      } else {
        if (status.kind() != FileStatus.Kind.REGULAR || status.size() != 0) {
          return;
        }
        parent.unlink(name);
      }
      if (untouched) {
        parent.time(Bytes.of("."), stub.before());
      }
    }
  }

  private static boolean isEmpty(HostDirectory parent, Stub stub) throws IOException {
    try (var directory = parent.descend(stub.path().name())) {
      return directory.names().isEmpty();
    }
  }
}
