package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However odd the layers, all questions about their tree have one answer.
class RandomLayersTest {
  @TempDir Path folder;

  @Test
  void listingFindingAndWalkingAgree() throws IOException {
    int whole = 0;
    for (int seed = 0; seed < 120; seed++) {
      var random = new Random(seed);
      var stack = new LayerStack(Files.createDirectory(folder.resolve("s" + seed)));
      try {
        for (int layer = 0; layer < 4; layer++) {
          stack.add(randomLayer(random));
        }
        check(stack.tree());
        whole++;
      } catch (BuildException.Malformed e) {
        assertThat(e).hasMessageNotContaining("index");
      }
    }
    assertThat(whole).isGreaterThan(15);
  }

  private static void check(MergedTree tree) throws IOException {
    var fresh = tree.lowest(tree.layers());
    var entries = new ArrayList<Entry>();
    tree.walk(TreePath.ROOT).forEachRemaining(entries::add);
    for (var entry : entries) {
      assertThat(fresh.find(entry.path())).as("%s", entry.path()).contains(entry.node());
      assertThat(fresh.find(entry.path().parent())).isPresent();
    }
    assertThat(entries).isSortedAccordingTo((a, b) -> a.path().compareTo(b.path()));
    assertThat(LayerStack.lines(tree)).hasSize(entries.size());
    for (int count = 1; count <= tree.layers(); count++) {
      checkChanges(tree.lowest(count));
    }
  }

  private static void checkChanges(MergedTree tree) throws IOException {
    for (var changes = tree.changes(); changes.hasNext(); ) {
      switch (changes.next()) {
        case Change.Put(var path, var node) -> assertThat(tree.find(path)).contains(node);
        case Change.PutOpaque(var path, var node) -> assertThat(tree.find(path)).contains(node);
        case Change.Remove(var path) -> assertThat(tree.find(path)).isEmpty();
      }
    }
  }

  private static Tars randomLayer(Random random) {
    var tars = new Tars();
    int count = 3 + random.nextInt(8);
    var last = "f";
    for (int i = 0; i < count; i++) {
      var parent = path(random, random.nextInt(3));
      switch (random.nextInt(10)) {
        case 0, 1 -> tars.directory(parent + pick(random, "de"), 0700 + random.nextInt(64));
        case 2, 3, 4 -> {
          last = parent + pick(random, random.nextInt(20) == 0 ? "d" : "fgh");
          tars.file(last, last + random.nextInt(100));
        }
        case 5, 6 ->
            tars.symlink(
                parent + pick(random, "st"),
                (random.nextBoolean() ? "/" : "") + path(random, 1 + random.nextInt(2)));
        case 7 -> tars.hardLink(parent + "hard", last);
        default ->
            tars.file(
                parent
                    + (random.nextInt(4) == 0 ? ".wh..wh..opq" : ".wh." + pick(random, "defgst")),
                "");
      }
    }
    return tars;
  }

  private static String pick(Random random, String from) {
    return String.valueOf(from.charAt(random.nextInt(from.length())));
  }

  private static String path(Random random, int depth) {
    var path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append(pick(random, "dest")).append('/');
    }
    return path.toString();
  }
}
