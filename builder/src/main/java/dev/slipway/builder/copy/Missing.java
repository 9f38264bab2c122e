package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.context.Filtered;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Says that a source is not there, and what may have been meant.
final class Missing {
  private static final int MOST_SUGGESTIONS = 3;

  private Missing() {}

  /// The error for a literal source that names nothing.
  static BuildException source(CopySource.Files source, TreePath path) throws IOException {
    var text = new StringBuilder("\"%s\": not found in %s".formatted(path, source.origin()));
    if (source.tree() instanceof Filtered filtered && filtered.leavesOut(path)) {
      text.append(": it is there, but .dockerignore leaves it out");
      return new BuildException.Definition(text.toString());
    }
    var similar = similar(source, path);
    if (!similar.isEmpty()) {
      text.append(
          similar.stream()
              .map(each -> "\"" + each + "\"")
              .collect(Collectors.joining(" or ", ". Did you mean ", "?")));
    }
    return new BuildException.Definition(text.toString());
  }

  private static List<TreePath> similar(CopySource.Files source, TreePath path) throws IOException {
    var directory = TreePath.ROOT;
    for (var name : path.names()) {
      var next = Links.follow(source.tree(), directory.child(name));
      if (!(source.tree().find(next).orElse(null) instanceof Node.Directory)) {
        return namesLike(name, directory, source);
      }
      directory = next;
    }
    return List.of();
  }

  private static List<TreePath> namesLike(Bytes name, TreePath directory, CopySource.Files source)
      throws IOException {
    record Candidate(TreePath path, int distance) {}
    var wanted = name.toString().toLowerCase(Locale.ROOT);
    var candidates = new ArrayList<Candidate>();
    var children = source.tree().children(directory);
    while (children.hasNext()) {
      Entry child = children.next();
      var other = child.path().name().toString().toLowerCase(Locale.ROOT);
      int distance = Suggestion.distance(wanted, other);
      if (child.path().name().equals(name)) {
        // A link that leads nowhere.
        continue;
      }
      if (distance <= Math.max(1, wanted.length() / 3)) {
        candidates.add(new Candidate(child.path(), distance));
      }
    }
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::distance))
        .limit(MOST_SUGGESTIONS)
        .map(Candidate::path)
        .toList();
  }
}
