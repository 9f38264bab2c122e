package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Owner;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts copied nodes into a draft, with the owner and the mode that the flags ask for.
///
/// @param draft where to
/// @param owner the owner that all get, when `--chown` names one
/// @param mode what `--chmod` says
/// @param copied watches what is read
record Placement(Draft draft, Optional<Owner> owner, ModeChange mode, Copied copied) {
  // The one attribute that belongs to a file's content; the others say something about the machine.
  private static final String CAPABILITY = "security.capability";
  private static final int IMPLIED_MODE = 0755;

  /// Makes the directory at `path` and what is missing above it.
  TreePath makeDirectories(TreePath path) throws IOException {
    return draft.makeDirectories(path, mode.createdDirectories(), owner.orElse(Owner.ROOT));
  }

  /// Makes the directory at `path` for an archive, which takes no mode.
  TreePath makeParents(TreePath path) throws IOException {
    return draft.makeDirectories(path, IMPLIED_MODE, owner.orElse(Owner.ROOT));
  }

  /// `metadata` with the owner that is asked for, and what may be kept of the attributes.
  Metadata owned(Metadata metadata) {
    var kept = metadata.withAttributes(kept(metadata.attributes()));
    return owner.map(other -> kept.withOwner(other.uid(), other.gid())).orElse(kept);
  }

  /// Puts what is no directory.
  ///
  /// @throws BuildException.Definition when a directory stands there
  void putFile(TreePath target, Node node, Content content) throws IOException {
    if (draft.find(target).orElse(null) instanceof Node.Directory) {
      throw new BuildException.Definition(
          "cannot replace to directory %s with file. Remove the directory in an earlier step, or end the destination with a slash to copy into it"
              .formatted(target));
    }
    draft.put(target, node.with(changed(node)), content);
  }

  /// Puts a directory of a copied tree, or gives its metadata to the directory that is there.
  ///
  /// A link to a directory is followed, so that `/bin` of a tree finds its place where `/bin` is a
  /// link to `usr/bin`.
  ///
  /// @return where the directory is
  /// @throws BuildException.Definition when something else stands there
  TreePath putDirectory(TreePath target, Node.Directory node) throws IOException {
    var at = target;
    if (draft.find(target).orElse(null) instanceof Node.Symlink) {
      at = draft.follow(target);
      if (draft.find(at).isEmpty()) {
        throw notADirectory(target);
      }
    }
    var there = draft.find(at);
    if (there.isPresent() && !(there.get() instanceof Node.Directory)) {
      throw notADirectory(target);
    }
    if (!at.isRoot()) {
      draft.putDirectory(at, changed(node));
    }
    return at;
  }

  private static BuildException notADirectory(TreePath target) {
    return new BuildException.Definition(
        "cannot copy to non-directory: %s. Remove it in an earlier step, or copy elsewhere"
            .formatted(target));
  }

  private Metadata changed(Node node) {
    var metadata = owned(node.metadata());
    return switch (node) {
      case Node.Symlink _ -> metadata;
      case Node.Directory _ ->
          metadata.withMode(mode.apply(metadata.mode(), ModeChange.Kind.DIRECTORY));
      case Node.RegularFile _, Node.Device _, Node.Fifo _ ->
          metadata.withMode(mode.apply(metadata.mode(), ModeChange.Kind.OTHER));
    };
  }

  private static SortedMap<String, Bytes> kept(SortedMap<String, Bytes> attributes) {
    var capability = attributes.get(CAPABILITY);
    return capability == null
        ? Collections.emptySortedMap()
        : new TreeMap<>(Map.of(CAPABILITY, capability));
  }
}
