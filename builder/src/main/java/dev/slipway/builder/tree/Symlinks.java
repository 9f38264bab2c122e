package dev.slipway.builder.tree;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Follows symbolic links inside a [Tree], as the kernel would for a process whose root it is.
///
/// An absolute target starts at the tree's root and `..` stops there, so that nothing outside is
/// ever named.
public final class Symlinks {
  // As many as Linux follows before it says ELOOP.
  private static final int MOST_LINKS = 40;

  private final Tree tree;

  private Symlinks(Tree tree) {
    this.tree = tree;
  }

  /// The links of `tree`.
  public static Symlinks of(Tree tree) {
    return new Symlinks(tree);
  }

  /// The path that `path` leads to when every link on the way, the last name included, is followed.
  ///
  /// The result may name nothing: what does not exist is kept as it was written.
  ///
  /// @throws FileSystemLoopException when more than 40 links are met
  /// @throws IOException when the tree cannot be read
  public TreePath follow(TreePath path) throws IOException {
    return walk(path, Last.FOLLOWED);
  }

  /// The path that `path` leads to when every link but the last name is followed.
  ///
  /// @throws FileSystemLoopException when more than 40 links are met
  /// @throws IOException when the tree cannot be read
  public TreePath followParents(TreePath path) throws IOException {
    return walk(path, Last.KEPT);
  }

  private enum Last {
    FOLLOWED,
    KEPT
  }

  private TreePath walk(TreePath path, Last last) throws IOException {
    Deque<Bytes> ahead = new ArrayDeque<>(path.names());
    var reached = TreePath.ROOT;
    int links = 0;
    while (!ahead.isEmpty()) {
      var name = ahead.removeFirst();
      if (name.equals(Bytes.of("..")) || name.equals(Bytes.of(".")) || name.length() == 0) {
        reached = name.equals(Bytes.of("..")) ? reached.parent() : reached;
        continue;
      }
      var next = reached.child(name);
      boolean follow = !ahead.isEmpty() || last == Last.FOLLOWED;
      if (follow && tree.find(next).orElse(null) instanceof Node.Symlink(_, var target)) {
        if (++links > MOST_LINKS) {
          throw new FileSystemLoopException(path.toString());
        }
        if (target.length() > 0 && target.at(0) == '/') {
          reached = TreePath.ROOT;
        }
        pushNames(ahead, target);
      } else {
        reached = next;
      }
    }
    return reached;
  }

  // Not TreePath.of: ".." in a target counts from where the link is after links are followed.
  private static void pushNames(Deque<Bytes> ahead, Bytes target) {
    int end = target.length();
    var bytes = target.toArray();
    while (end >= 0) {
      int start = end;
      while (start > 0 && bytes[start - 1] != '/') {
        start--;
      }
      ahead.addFirst(Bytes.of(bytes, start, end));
      end = start - 1;
    }
  }
}
