package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.dockerfile.pattern.PathPatterns.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A walk over what a directory source brings: all below it, or, with `--parents`, what matches; in
/// both cases without what `--exclude` names.
///
/// A directory that only leads to something is visited when that is found, and not at all when
/// nothing is. However deep directories lie in one another, the stack of the thread does not grow.
final class SourceWalk {
  /// Why a directory is visited.
  enum Reason {
    /// It is copied itself.
    COPIED,
    /// Something below it is.
    LEADING
  }

  /// What is done on the way. Directories are entered and left in pairs.
  interface Visitor {
    void enter(Entry directory, Reason reason) throws IOException;

    void leave(Entry directory, Reason reason) throws IOException;

    void file(Entry file) throws IOException;
  }

  /// A directory that the walk is in.
  ///
  /// @param rest what it holds and the walk has not come to
  private record Level(Iterator<Entry> rest, Verdicts verdicts) {}

  /// A directory that the walk went into, and where it goes on afterwards.
  private record Step(Entry directory, Reason reason, Level above) {}

  private final Tree tree;
  private final TreePath root;
  private final Selector selector;
  private final Visitor visitor;
  // From the root down; the first `entered` of them have been visited.
  private final List<Step> steps = new ArrayList<>();
  private int entered;

  private SourceWalk(Tree tree, TreePath root, Selector selector, Visitor visitor) {
    this.tree = tree;
    this.root = root;
    this.selector = selector;
    this.visitor = visitor;
  }

  /// What is taken of a directory; paths count from it.
  ///
  /// @param included what matches is taken, with all below it
  /// @param leading the same patterns, asked whether they may match below a directory
  /// @param excluded what is left out all the same
  record Selector(PathPatterns included, PathPatterns leading, PathPatterns excluded) {
    /// All but `excluded`.
    static Selector all(PathPatterns excluded) {
      return new Selector(PathPatterns.none(), PathPatterns.none(), excluded);
    }

    /// What matches `pattern`, but `excluded`.
    static Selector matching(String pattern, PathPatterns excluded) {
      return new Selector(
          PathPatterns.compile(List.of(pattern)),
          PathPatterns.compile(List.of("!" + pattern)),
          excluded);
    }

    private boolean takesAll() {
      return included.isEmpty();
    }

    private Verdicts root() {
      return new Verdicts(included.root(), excluded.root());
    }

    /// What is said of `path`, in a directory of which `above` is said.
    private Verdicts verdicts(Verdicts above, TreePath path) {
      if (included.isEmpty() && excluded.isEmpty()) {
        return above;
      }
      var bytes = path.toArray();
      return new Verdicts(
          included.match(above.included, bytes), excluded.match(above.excluded, bytes));
    }
  }

  private record Verdicts(Verdict included, Verdict excluded) {}

  /// Walks over what `selector` takes of the directory `root` of `tree`.
  static void over(Tree tree, TreePath root, Selector selector, Visitor visitor)
      throws IOException {
    new SourceWalk(tree, root, selector, visitor).walk();
  }

  private void walk() throws IOException {
    var at = new Level(tree.children(root), selector.root());
    while (at.rest.hasNext() || !steps.isEmpty()) {
      at = at.rest.hasNext() ? next(at, at.rest.next()) : leave();
    }
  }

  private Level next(Level at, Entry child) throws IOException {
    var path = child.path().relativeTo(root);
    var verdicts = selector.verdicts(at.verdicts, path);
    boolean included = selector.takesAll() || verdicts.included.excluded();
    boolean taken = included && !verdicts.excluded.excluded();
    if (!(child.node() instanceof Node.Directory)) {
      if (taken) {
        enterAll();
        visitor.file(child);
      }
    } else if ((included || selector.leading.mayReinclude(path.toArray()))
        && (!verdicts.excluded.excluded() || selector.excluded.mayReinclude(path.toArray()))) {
      steps.add(new Step(child, taken ? Reason.COPIED : Reason.LEADING, at));
      if (taken) {
        enterAll();
      }
      return new Level(tree.children(child.path()), verdicts);
    }
    return at;
  }

  private Level leave() throws IOException {
    var step = steps.removeLast();
    if (entered > steps.size()) {
      entered--;
      visitor.leave(step.directory, step.reason);
    }
    return step.above;
  }

  private void enterAll() throws IOException {
    while (entered < steps.size()) {
      var step = steps.get(entered++);
      visitor.enter(step.directory, step.reason);
    }
  }
}
