package dev.slipway.builder.run;

import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Passes on the digests of files, and notes those of the first thousands, so that it can be said
/// which file changed.
final class RecordedDigests implements ContentDigests {
  private static final int MOST = 5_000;

  private final ContentDigests digests;
  private final SortedMap<String, String> recorded = new TreeMap<>();

  RecordedDigests(ContentDigests digests) {
    this.digests = digests;
  }

  @Override
  public List<Digest> of(Tree tree, List<TreePath> files) throws IOException {
    var found = digests.of(tree, files);
    for (int i = 0; i < files.size() && recorded.size() < MOST; i++) {
      recorded.put(files.get(i).toString(), found.get(i).brief());
    }
    return found;
  }

  /// Notes what is no file of a tree, under its own name.
  void record(String name, String identity) {
    recorded.put(name, identity);
  }

  /// What was noted; nothing may be noted after this.
  SortedMap<String, String> recorded() {
    return recorded;
  }
}
