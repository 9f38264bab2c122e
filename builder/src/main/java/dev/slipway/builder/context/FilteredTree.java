package dev.slipway.builder.context;

import dev.slipway.builder.tree.DepthFirst;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.dockerfile.pattern.PathPatterns.Verdict;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A tree without what `.dockerignore` names.
///
/// An excluded directory is not walked, unless a pattern with `!` could bring back something below
/// it; it is there when something is.
public final class FilteredTree implements Tree, Filtered, Stamped {
  private final Tree whole;
  private final PathPatterns excluded;
  private final Map<TreePath, Verdict> verdicts = new ConcurrentHashMap<>();
  private final Map<TreePath, Boolean> reincluded = new ConcurrentHashMap<>();

  private FilteredTree(Tree whole, PathPatterns excluded) {
    this.whole = whole;
    this.excluded = excluded;
  }

  /// `whole` without what `excluded` matches.
  public static FilteredTree of(Tree whole, PathPatterns excluded) {
    return new FilteredTree(whole, excluded);
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    if (!verdict(path).excluded()) {
      return whole.find(path);
    }
    if (!excluded.mayReinclude(path.toArray())) {
      return Optional.empty();
    }
    var node = whole.find(path);
    return node.isPresent() && shows(new Entry(path, node.get())) ? node : Optional.empty();
  }

  private Verdict verdict(TreePath path) {
    if (path.isRoot() || excluded.isEmpty()) {
      return excluded.root();
    }
    var known = verdicts.get(path);
    if (known != null) {
      return known;
    }
    var unknown = new ArrayDeque<TreePath>();
    var verdict = excluded.root();
    for (var at = path; !at.isRoot(); at = at.parent()) {
      var above = verdicts.get(at);
      if (above != null) {
        verdict = above;
        break;
      }
      unknown.push(at);
    }
    for (var each : unknown) {
      verdict = excluded.match(verdict, each.toArray());
      verdicts.put(each, verdict);
    }
    return verdict;
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    var entries = new ArrayList<Entry>();
    if (verdict(directory).excluded() && !excluded.mayReinclude(directory.toArray())) {
      return entries.iterator();
    }
    var children = whole.children(directory);
    while (children.hasNext()) {
      var child = children.next();
      if (shows(child)) {
        entries.add(child);
      }
    }
    return entries.iterator();
  }

  private boolean shows(Entry entry) throws IOException {
    return !verdict(entry.path()).excluded() || (mayHold(entry) && holds(entry.path()));
  }

  private boolean mayHold(Entry excludedEntry) {
    return excludedEntry.node() instanceof Node.Directory
        && excluded.mayReinclude(excludedEntry.path().toArray());
  }

  /// Whether something below the excluded `directory` comes back.
  private boolean holds(TreePath directory) throws IOException {
    var known = reincluded.get(directory);
    if (known != null) {
      return known;
    }
    var ahead = new DepthFirst<Entry>();
    ahead.enter(whole.children(directory));
    var looked = new ArrayList<>(List.of(directory));
    TreePath back = null;
    while (back == null && ahead.hasNext()) {
      var entry = ahead.next();
      var path = entry.path();
      if (!verdict(path).excluded() || reincluded.getOrDefault(path, false)) {
        back = path;
      } else if (mayHold(entry) && !reincluded.containsKey(path)) {
        looked.add(path);
        ahead.enter(whole.children(path));
      }
    }
    // Those above what comes back hold it; the others were gone through in vain.
    for (var each : looked) {
      reincluded.put(each, back != null && back.startsWith(each));
    }
    return back != null;
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    if (verdict(path).excluded()) {
      throw new FileNotFoundException(path.toString());
    }
    return whole.open(path);
  }

  @Override
  public boolean leavesOut(TreePath path) throws IOException {
    return find(path).isEmpty() && whole.find(path).isPresent();
  }

  @Override
  public Optional<FileStamp> stamp(TreePath path) throws IOException {
    return whole instanceof Stamped stamped && !verdict(path).excluded()
        ? stamped.stamp(path)
        : Optional.empty();
  }

  @Override
  public boolean isYoung(FileStamp stamp) {
    return !(whole instanceof Stamped stamped) || stamped.isYoung(stamp);
  }

  @Override
  public Optional<FileStamp> stampNow(TreePath path) throws IOException {
    return whole instanceof Stamped stamped && !verdict(path).excluded()
        ? stamped.stampNow(path)
        : Optional.empty();
  }
}
