package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.TreePath;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;

/// One layer as it lies on the layers below it: its index, with the paths that lead through
/// symbolic links put where they belong. Few layers have any.
final class LayerView {
  /// The layer says nothing about the path.
  static final int ABSENT = -1;

  /// The layer has no record of the path, but puts something below it.
  static final int LED_TO = -2;

  /// The same, and the layer removes what the layers below have there.
  static final int LED_TO_NEW = -3;

  private final LayerIndex index;
  private final List<Redirect> redirects;

  LayerView(LayerIndex index, List<Redirect> redirects) {
    this.index = index;
    this.redirects = List.copyOf(redirects);
  }

  LayerIndex index() {
    return index;
  }

  /// Whether paths are where the index says.
  boolean isPlain() {
    return redirects.isEmpty();
  }

  /// Where the layer's entry for `path` belongs.
  TreePath place(TreePath path) {
    return mover(path)
        .map(redirect -> redirect.to().resolve(path.relativeTo(redirect.from())))
        .orElse(path);
  }

  // The longest wins: it was found with the others in force.
  private Optional<Redirect> mover(TreePath path) {
    Redirect longest = null;
    for (var redirect : redirects) {
      if (redirect.moves(path) && (longest == null || redirect.from().startsWith(longest.from()))) {
        longest = redirect;
      }
    }
    return Optional.ofNullable(longest);
  }

  /// The number of the record for `path`, or [#ABSENT], [#LED_TO] or [#LED_TO_NEW].
  int find(TreePath path) {
    return isPlain() ? index.find(path) : best(sources(path), path);
  }

  // The paths under which the layer may speak of `path`.
  private List<TreePath> sources(TreePath path) {
    var sources = new ArrayList<TreePath>();
    if (mover(path).isEmpty()) {
      sources.add(path);
    }
    for (var redirect : redirects) {
      if (path.startsWith(redirect.to())) {
        var source = redirect.from().resolve(path.relativeTo(redirect.to()));
        if (mover(source).filter(redirect::equals).isPresent()) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  private int best(List<TreePath> sources, TreePath path) {
    int best = leadsTo(path) ? LED_TO : ABSENT;
    for (var source : sources) {
      best = better(best, index.find(source));
    }
    return best;
  }

  private boolean leadsTo(TreePath path) {
    return redirects.stream().anyMatch(redirect -> redirect.to().startsWith(path));
  }

  // Of two entries for one path the later in the tar counts. A whiteout is about the layers below.
  private int better(int one, int other) {
    if (one == ABSENT || other == ABSENT) {
      return Math.max(one, other) == ABSENT ? Math.min(one, other) : Math.max(one, other);
    }
    if (isWhiteout(one) || isWhiteout(other)) {
      int rest = isWhiteout(one) ? other : one;
      return isImplied(rest) ? LED_TO_NEW : rest;
    }
    if (one < 0 || other < 0) {
      return Math.max(one, other);
    }
    return position(one) > position(other) ? one : other;
  }

  private boolean isWhiteout(int number) {
    return number >= 0 && index.kind(number) == RecordFormat.WHITEOUT;
  }

  private boolean isImplied(int number) {
    return number < 0 || index.kind(number) == RecordFormat.IMPLIED;
  }

  private long position(int number) {
    return switch (index.record(number)) {
      case IndexRecord.Present present -> present.position();
      case IndexRecord.OutsideLink link -> link.position();
      case IndexRecord.Whiteout _, IndexRecord.Implied _ -> 0;
    };
  }

  /// What the layer has directly in a directory.
  ///
  /// @param directory where
  /// @param number what [#find(TreePath)] says of it
  Iterator<Child> children(TreePath directory, int number) {
    return isPlain() ? new Children(number) : gathered(directory).iterator();
  }

  /// A path in the layer and the number of its record, or [#LED_TO].
  record Child(TreePath path, int number) {}

  private List<Child> gathered(TreePath directory) {
    var names = new TreeSet<Bytes>();
    for (var redirect : redirects) {
      if (redirect.to().startsWith(directory) && !redirect.to().equals(directory)) {
        names.add(redirect.to().relativeTo(directory).names().getFirst());
      }
    }
    for (var source : sourcesOfChildren(directory)) {
      int number = index.find(source);
      if (number >= 0 || source.isRoot()) {
        new Children(number).forEachRemaining(child -> names.add(child.path().name()));
      }
    }
    var children = new ArrayList<Child>();
    for (var name : names) {
      var path = directory.child(name);
      int number = find(path);
      if (number != ABSENT) {
        children.add(new Child(path, number));
      }
    }
    return children;
  }

  private List<TreePath> sourcesOfChildren(TreePath directory) {
    var sources = new ArrayList<TreePath>();
    sources.add(directory);
    for (var redirect : redirects) {
      if (directory.startsWith(redirect.to())) {
        sources.add(redirect.from().resolve(directory.relativeTo(redirect.to())));
      }
    }
    return sources;
  }

  private final class Children implements Iterator<Child> {
    private final int end;
    private int next;

    // The root may have no record of its own; everything is below it.
    Children(int directory) {
      next = Math.max(directory + 1, 0);
      end = directory < 0 ? index.entries() : index.end(directory);
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public Child next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var child = new Child(index.path(next), next);
      next = index.end(next);
      return child;
    }
  }
}
