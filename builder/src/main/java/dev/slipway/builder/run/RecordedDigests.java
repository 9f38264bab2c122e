package dev.slipway.builder.run;

import dev.slipway.builder.cache.InputFiles;
import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.context.ContentHash;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Passes on what files hold, and notes those of the first thousands, so that it can be said
/// which file changed.
final class RecordedDigests implements ContentDigests {
  private static final int MOST = 5_000;

  private record Answer(List<TreePath> files, List<ContentHash> hashes) {}

  private final ContentDigests digests;
  private final List<Answer> answers = new ArrayList<>();
  private final Map<String, String> others = new HashMap<>();

  RecordedDigests(ContentDigests digests) {
    this.digests = digests;
  }

  @Override
  public List<ContentHash> of(Tree tree, List<TreePath> files) throws IOException {
    var found = digests.of(tree, files);
    answers.add(new Answer(files, found));
    return found;
  }

  /// Notes what is no file of a tree, under its own name.
  void record(String name, String identity) {
    others.put(name, identity);
  }

  /// What was noted; nothing may be noted after this.
  InputFiles recorded() {
    return answers.isEmpty() && others.isEmpty() ? InputFiles.none() : InputFiles.of(this::byPath);
  }

  private SortedMap<String, String> byPath() {
    var contents = new TreeMap<>(others);
    for (var answer : answers) {
      for (int i = 0; i < answer.files.size() && contents.size() < MOST; i++) {
        contents.put(answer.files.get(i).toString(), answer.hashes.get(i).digest().brief());
      }
    }
    return contents;
  }
}
