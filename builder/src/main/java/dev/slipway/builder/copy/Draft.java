package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Owner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A stage's tree with changes on top that are not a layer yet.
///
/// It behaves as a file system does: what is put is there at once, a directory gets the time of the
/// build when something is put into it, and what stands below a replaced directory is gone.
final class Draft implements Tree {
  private static final Bytes WHITEOUT = Bytes.of(".wh.");

  private record Change(Node node, Content content) {}

  private final Tree base;
  private final Instant clock;
  private final NavigableMap<TreePath, Change> changes = new TreeMap<>();
  // What stands where the base has a directory that is gone now, with all it held. Few copies
  // replace any, and only they have to look at all that is above a path.
  private final Set<TreePath> replacing = new HashSet<>();
  private long lastLinkGroup;

  Draft(Tree base, Instant clock) {
    this.base = base;
    this.clock = clock;
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    var change = changes.get(path);
    if (change != null) {
      return Optional.of(change.node);
    }
    return isHidden(path) ? Optional.empty() : base.find(path);
  }

  private boolean isHidden(TreePath path) {
    if (replacing.isEmpty()) {
      return false;
    }
    var at = path;
    while (!at.isRoot()) {
      at = at.parent();
      if (replacing.contains(at)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    var all = new TreeMap<TreePath, Node>();
    if (!isHidden(directory) && !replacing.contains(directory)) {
      base.children(directory).forEachRemaining(entry -> all.put(entry.path(), entry.node()));
    }
    if (!(find(directory).orElse(null) instanceof Node.Directory)) {
      all.clear();
    }
    for (var change : changes.tailMap(directory, false).entrySet()) {
      if (!change.getKey().startsWith(directory)) {
        break;
      }
      if (change.getKey().parent().equals(directory)) {
        all.put(change.getKey(), change.getValue().node);
      }
    }
    return all.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .iterator();
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    var change = changes.get(path);
    if (change != null) {
      return change.content.open();
    }
    if (isHidden(path)) {
      throw new FileNotFoundException(path.toString());
    }
    return base.open(path);
  }

  /// The stage below, as it was.
  Tree base() {
    return base;
  }

  /// Whether `path` is other than in the stage below.
  boolean isChanged(TreePath path) {
    return changes.containsKey(path);
  }

  /// The content of what is at `path` now, whatever is put there later.
  Content content(TreePath path) {
    var change = changes.get(path);
    return change == null ? () -> base.open(path) : change.content;
  }

  /// The path that `path` leads to inside this draft when all links are followed.
  TreePath follow(TreePath path) throws IOException {
    return Links.follow(this, path);
  }

  /// A number for a link group that no other group of this draft has.
  long newLinkGroup() {
    return ++lastLinkGroup;
  }

  /// The time of the build, as the metadata of a new node.
  Metadata stamped(Metadata metadata) {
    return metadata.withTime(clock.getEpochSecond(), clock.getNano());
  }

  /// Puts `node` at `path`, whose parent must be a directory; what stood there goes.
  void put(TreePath path, Node node, Content content) throws IOException {
    refuseWhiteout(path);
    var before = find(path);
    boolean merges =
        node instanceof Node.Directory && before.orElse(null) instanceof Node.Directory;
    if (!merges) {
      touch(path.parent());
      if (before.isPresent()) {
        forgetBelow(path);
      }
      // Where nothing was in sight, the base can only have what is hidden.
      if ((before.isPresent() || isHidden(path))
          && base.find(path).orElse(null) instanceof Node.Directory) {
        replacing.add(path);
      }
    }
    changes.put(path, new Change(node, content));
  }

  /// Puts a directory, or gives new metadata to the one that is there.
  void putDirectory(TreePath path, Metadata metadata) throws IOException {
    put(path, new Node.Directory(metadata), NOTHING);
  }

  private static void refuseWhiteout(TreePath path) {
    var name = path.name();
    if (name.length() >= WHITEOUT.length()
        && Bytes.of(name.toArray(), 0, WHITEOUT.length()).equals(WHITEOUT)) {
      throw new BuildException.Definition(
          "%s cannot be in an image: in a layer, names that begin with '.wh.' delete files. Rename it, or leave it out with --exclude or .dockerignore"
              .formatted(path));
    }
  }

  private void forgetBelow(TreePath path) {
    var below = changes.tailMap(path, true).keySet().iterator();
    while (below.hasNext()) {
      var each = below.next();
      if (!each.startsWith(path)) {
        break;
      }
      below.remove();
      replacing.remove(each);
    }
  }

  private void touch(TreePath directory) throws IOException {
    if (!directory.isRoot() && find(directory).orElse(null) instanceof Node.Directory(var old)) {
      changes.put(directory, new Change(new Node.Directory(stamped(old)), NOTHING));
    }
  }

  /// Makes the directory at `path` and all above it that are missing; returns where it is, links
  /// followed.
  ///
  /// @throws BuildException.Definition when something else than a directory is in the way
  TreePath makeDirectories(TreePath path, int mode, Owner owner) throws IOException {
    return makeWorkingDirectory(path, mode, owner, clock);
  }

  /// The same, but the directory at `path`, when it is made, is of the time `own`.
  TreePath makeWorkingDirectory(TreePath path, int mode, Owner owner, Instant own)
      throws IOException {
    var target = follow(path);
    var at = TreePath.ROOT;
    for (var name : target.names()) {
      at = at.child(name);
      var node = find(at);
      if (node.isEmpty()) {
        var metadata = stamped(Metadata.of(mode, 0)).withOwner(owner.uid(), owner.gid());
        putDirectory(
            at,
            at.equals(target) ? metadata.withTime(own.getEpochSecond(), own.getNano()) : metadata);
      } else if (!(node.get() instanceof Node.Directory)) {
        throw new BuildException.Definition(
            "cannot copy to non-directory: %s. Remove it in an earlier step, or copy elsewhere"
                .formatted(at));
      }
    }
    return target;
  }

  /// Puts all changes to `output`, with the directories above them.
  ///
  /// What the stage below has already, with the same time and content, is no change: copying the
  /// same files again makes an empty layer.
  void emit(LayerOutput output) throws IOException {
    var all = new TreeMap<TreePath, Optional<Change>>();
    Map<Long, Integer> names = new HashMap<>();
    for (var entry : changes.entrySet()) {
      var node = entry.getValue().node;
      if (isOnlyTouched(entry.getKey(), node) || isThere(entry.getKey(), entry.getValue())) {
        continue;
      }
      all.put(entry.getKey(), Optional.of(entry.getValue()));
      if (node instanceof Node.RegularFile(_, _, long group) && group != 0) {
        names.merge(group, 1, Integer::sum);
      }
      addParents(entry.getKey(), all);
    }
    for (var path : replacing) {
      if (changes.get(path) instanceof Change(Node.Directory _, _)) {
        addRemovals(path, all);
      }
    }
    for (var entry : all.entrySet()) {
      if (entry.getValue().isEmpty()) {
        output.remove(entry.getKey());
      } else {
        var change = entry.getValue().get();
        output.put(entry.getKey(), alone(change.node, names), change.content);
      }
    }
  }

  // A directory that has but another time is part of the layer only when something below it is.
  private boolean isOnlyTouched(TreePath path, Node node) throws IOException {
    return node instanceof Node.Directory(var now)
        && !replacing.contains(path)
        && !isHidden(path)
        && base.find(path).orElse(null) instanceof Node.Directory(var before)
        && now.equals(before.withTime(now.seconds(), now.nanoseconds()));
  }

  private boolean isThere(TreePath path, Change change) throws IOException {
    return !isHidden(path) && Standing.holds(base, path, change.node, change.content);
  }

  private void addParents(TreePath path, Map<TreePath, Optional<Change>> all) throws IOException {
    var parent = path.parent();
    while (!parent.isRoot() && !all.containsKey(parent)) {
      var node = find(parent).orElseThrow(() -> new IllegalStateException("no parent: " + path));
      all.put(parent, Optional.of(new Change(node, NOTHING)));
      parent = parent.parent();
    }
  }

  private void addRemovals(TreePath directory, Map<TreePath, Optional<Change>> all)
      throws IOException {
    var below = base.children(directory);
    while (below.hasNext()) {
      all.putIfAbsent(below.next().path(), Optional.empty());
    }
  }

  private static Node alone(Node node, Map<Long, Integer> names) {
    return node instanceof Node.RegularFile(var metadata, long size, long group)
            && group != 0
            && names.getOrDefault(group, 0) == 1
        ? new Node.RegularFile(metadata, size, 0)
        : node;
  }

  /// The content of what has none.
  static final Content NOTHING = InputStream::nullInputStream;
}
