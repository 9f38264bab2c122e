package dev.slipway.conformance.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// An image said in lines of text: configuration, history, tree, and perhaps layers.
///
/// Two images are the same, as far as the [View] looked, exactly if their portraits are equal.
public record Portrait(
    SortedMap<String, String> config,
    List<String> history,
    List<String> layers,
    SortedMap<String, String> tree) {

  /// Copies all.
  public Portrait {
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    history = List.copyOf(history);
    layers = List.copyOf(layers);
    tree = Collections.unmodifiableSortedMap(new TreeMap<>(tree));
  }

  /// All lines, each fit for a file of text that is kept and read by people.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    config.forEach((key, value) -> lines.add("config " + key + " " + value));
    history.forEach(entry -> lines.add("history " + entry));
    layers.forEach(layer -> lines.add("layer " + layer));
    tree.forEach((name, what) -> lines.add(name + "  " + what));
    return lines;
  }

  /// What is different in `other`, one line each; empty if nothing is. The lines call this portrait
  /// `mine` and the other one `theirs`.
  public List<String> differences(Portrait other, String mine, String theirs) {
    var found = new ArrayList<String>();
    compare("config ", config, other.config, mine, theirs, found);
    compare("history ", numbered(history), numbered(other.history), mine, theirs, found);
    compare("layer ", numbered(layers), numbered(other.layers), mine, theirs, found);
    compare("", tree, other.tree, mine, theirs, found);
    return found;
  }

  private static SortedMap<String, String> numbered(List<String> lines) {
    var numbered = new TreeMap<String, String>();
    for (int i = 0; i < lines.size(); i++) {
      numbered.put("%3d".formatted(i + 1), lines.get(i));
    }
    return numbered;
  }

  private static void compare(
      String prefix,
      SortedMap<String, String> left,
      SortedMap<String, String> right,
      String mine,
      String theirs,
      List<String> found) {
    var keys = new TreeMap<String, String>(left);
    keys.putAll(right);
    for (var key : keys.keySet()) {
      var one = left.getOrDefault(key, "absent");
      var two = right.getOrDefault(key, "absent");
      if (!one.equals(two)) {
        found.add("%s%s%n  %s: %s%n  %s: %s".formatted(prefix, key, mine, one, theirs, two));
      }
    }
  }
}
