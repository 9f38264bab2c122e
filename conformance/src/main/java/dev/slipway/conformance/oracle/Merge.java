package dev.slipway.conformance.oracle;

import dev.slipway.conformance.ConformanceException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lays layers one over the other, the lowest first, as runtimes that unpack them to a disk do.
///
/// Parents of an entry are looked up through the symbolic links that are there, inside the root;
/// absent ones are made (0755, root). A whiteout or opaque mark affects only lower layers. A folder
/// over a folder changes its metadata; everything else replaces what is there.
final class Merge {

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int LINK_LIMIT = 255;

  private final Inode root = Inode.impliedFolder(0);
  private int layer;

  /// Applies one layer: `archive` is the uncompressed tar. Returns the names it holds, in order.
  List<String> apply(InputStream archive) throws IOException {
    layer++;
    var names = new ArrayList<String>();
    var reader = new TarReader(archive);
    for (var header = reader.next(); header.isPresent(); header = reader.next()) {
      names.add(header.get().name());
      apply(header.get(), reader);
    }
    return names;
  }

  /// What all layers together make.
  Tree tree() {
    var entries = new TreeMap<String, Entry>();
    if (layer > 0) {
      root.collect("/", entries, new IdentityHashMap<>());
    }
    return new Tree(entries);
  }

  private void apply(TarHeader header, TarReader reader) throws IOException {
    var steps = steps(header.name());
    if (steps.isEmpty()) {
      if (header.type() == '5') {
        root.describe(header, layer);
      }
      return;
    }
    var name = steps.removeLast();
    if (name.startsWith(WHITEOUT)) {
      var parent = new Walk(root, layer, false).to(steps);
      if (parent != null) {
        hide(parent, name);
      }
    } else {
      put(folder(steps, header.name()), name, header, reader);
    }
  }

  private void hide(Inode parent, String mark) {
    if (mark.equals(OPAQUE)) {
      parent.children.values().removeIf(child -> !child.keepOnly(layer));
      return;
    }
    var name = mark.substring(WHITEOUT.length());
    var present = parent.children.get(name);
    if (present != null && present.isBelow(layer)) {
      parent.children.remove(name);
    }
  }

  private void put(Inode parent, String name, TarHeader header, TarReader reader)
      throws IOException {
    var present = parent.children.get(name);
    if (header.type() == '1') {
      var target = find(steps(header.link()));
      if (target == null || target.isFolder()) {
        throw new ConformanceException.Unreadable(
            "tar: %s is a hard link to %s, which is no file"
                .formatted(header.name(), header.link()));
      }
      target.describe(header, layer);
      parent.children.put(name, target);
    } else if (header.type() == '5' && present != null && present.isFolder()) {
      present.describe(header, layer);
    } else {
      parent.children.put(name, Inode.read(header, reader, layer));
    }
  }

  private @Nullable Inode find(List<String> steps) {
    if (steps.isEmpty()) {
      return root;
    }
    var parents = new ArrayList<>(steps);
    var name = parents.removeLast();
    var parent = new Walk(root, layer, false).to(parents);
    return parent == null ? null : parent.children.get(name);
  }

  private Inode folder(List<String> steps, String name) {
    var folder = new Walk(root, layer, true).to(steps);
    if (folder == null) {
      throw new ConformanceException.Unreadable("tar: the parent of " + name + " is no folder");
    }
    return folder;
  }

  /// The components of a name; `..` never climbs above the root.
  static List<String> steps(String name) {
    var steps = new ArrayList<String>();
    for (var step : name.split("/", -1)) {
      if (step.equals("..")) {
        if (!steps.isEmpty()) {
          steps.removeLast();
        }
      } else if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    return steps;
  }

  /// A walk down from the root that follows symbolic links, and perhaps makes what is absent.
  private record Walk(Inode root, int layer, boolean makes) {

    @Nullable Inode to(List<String> steps) {
      var todo = new ArrayDeque<>(steps);
      var path = new ArrayDeque<Inode>();
      path.push(root);
      int links = 0;
      while (!todo.isEmpty()) {
        var step = todo.pop();
        if (step.equals("..")) {
          if (path.size() > 1) {
            path.pop();
          }
          continue;
        }
        if (step.isEmpty() || step.equals(".")) {
          continue;
        }
        var here = path.element();
        var next = here.children.get(step);
        if (next == null) {
          if (!makes) {
            return null;
          }
          next = Inode.impliedFolder(layer);
          here.children.put(step, next);
        }
        if (next.node instanceof Entry.Symlink(var target)) {
          if (++links > LINK_LIMIT) {
            return null;
          }
          if (target.startsWith("/")) {
            path.clear();
            path.push(root);
          }
          List.of(target.split("/", -1)).reversed().forEach(todo::push);
          continue;
        }
        if (!next.isFolder()) {
          return null;
        }
        path.push(next);
      }
      return path.element();
    }
  }
}
