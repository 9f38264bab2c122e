package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.context.FolderTree;
import dev.slipway.builder.git.GitRevision;
import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// Makes a layer of a folder that git filled.
final class CheckoutLayer {
  private static final int OWNER = 0700;
  private static final int READ_AND_EXECUTE = 0500;

  private CheckoutLayer() {}

  /// The layer of what `revision` wants of the files in `folder`, with one time for all.
  ///
  /// @throws BuildException.Definition when the folder that it wants is not there
  static StoredLayer write(Store store, Path folder, GitRevision revision, long seconds)
      throws IOException {
    var files = FolderTree.of(folder);
    var root = root(files, revision);
    var draft = store.layers().draft();
    try (var writer = LayerWriter.create(draft.tar(), draft.index())) {
      writer.put(
          GitCheckouts.FILES,
          new Node.Directory(Metadata.of(0755, seconds)),
          InputStream::nullInputStream);
      for (var entries = files.walk(root); entries.hasNext(); ) {
        var entry = entries.next();
        writer.put(
            GitCheckouts.FILES.resolve(entry.path().relativeTo(root)),
            entry.node().with(metadata(entry.node(), seconds)),
            () -> files.open(entry.path()));
      }
      return store.layers().adopt(draft, writer.finish().diffId());
    } catch (IOException | RuntimeException e) {
      store.layers().discard(draft);
      throw e;
    }
  }

  // What git made says who may execute; the rest is this machine's habit.
  private static Metadata metadata(Node node, long seconds) {
    return switch (node) {
      case Node.Symlink _ -> Metadata.of(0777, seconds);
      case Node.Directory _ -> Metadata.of(0755, seconds);
      case Node.RegularFile _, Node.Fifo _, Node.Device _ -> {
        int owner = node.metadata().mode() & OWNER;
        int others = owner & READ_AND_EXECUTE;
        yield Metadata.of(owner | (others >> 3) | (others >> 6), seconds);
      }
    };
  }

  // A link on the way would lead to what the address does not name, perhaps out of the repository.
  private static TreePath root(Tree files, GitRevision revision) throws IOException {
    var path = TreePath.ROOT;
    for (var name : TreePath.of(revision.reference().folder()).names()) {
      path = path.child(name);
      var node = files.find(path).orElseThrow(() -> missing(revision, "is not in the repository"));
      if (!(node instanceof Node.Directory)) {
        throw missing(
            revision, "contains non-directory \"%s\" in".formatted(path.toString().substring(1)));
      }
    }
    return path;
  }

  private static BuildException missing(GitRevision revision, String problem) {
    return new BuildException.Definition(
        "git subpath \"%s\" %s %s at %s"
            .formatted(
                revision.reference().folder(),
                problem,
                revision.reference().remote(),
                revision.commit()));
  }
}
