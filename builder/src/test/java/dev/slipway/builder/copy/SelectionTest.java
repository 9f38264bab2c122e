package dev.slipway.builder.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.context.ContentHash;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final String SOURCES_UNDER_TEST = "d";

  private static List<ContentHash> read(Tree tree, List<TreePath> files) throws IOException {
    var hashes = new ArrayList<ContentHash>();
    for (var file : files) {
      try (var in = tree.open(file)) {
        hashes.add(ContentHash.of(in));
      }
    }
    return hashes;
  }

  private static Digest digest(MemoryTree tree, String... words) throws IOException {
    return digest(CopyOptions.copy(), tree, words);
  }

  private static Digest digest(CopyOptions options, MemoryTree tree, String... words)
      throws IOException {
    var sources = new ArrayList<CopySource>();
    for (var word : words) {
      sources.add(new CopySource.Files(tree, "the build context", word));
    }
    return Selection.digest(sources, options, SelectionTest::read);
  }

  private static MemoryTree tree() {
    return new MemoryTree().file("d/a", "x").file("d/e/b", "y").symlink("d/l", "a").file("z", "");
  }

  private static Digest changed(Consumer<MemoryTree> change) throws IOException {
    var tree = tree();
    change.accept(tree);
    return digest(tree, SOURCES_UNDER_TEST);
  }

  @Test
  void isTheSameForTheSameFiles() throws IOException {
    assertThat(changed(_ -> {})).isEqualTo(digest(tree(), "d"));
  }

  @Test
  void doesNotDependOnTimesOrOnWhatIsNotSelected() throws IOException {
    assertThat(changed(tree -> tree.timed("d/a", 77).timed("d/e", 78))).isEqualTo(changed(_ -> {}));
    assertThat(changed(tree -> tree.file("z", "other"))).isEqualTo(changed(_ -> {}));
    assertThat(changed(tree -> tree.directory("d", 0700).owned("d", 5, 5)))
        .isEqualTo(changed(_ -> {}));
    assertThat(changed(tree -> tree.attributed("d/a", "user.note", "n")))
        .isEqualTo(changed(_ -> {}));
  }

  @Test
  void dependsOnAllThatIsCopied() throws IOException {
    var all =
        List.of(
            changed(_ -> {}),
            changed(tree -> tree.file("d/a", "X")),
            changed(tree -> tree.file("d/a", 0600, "x")),
            changed(tree -> tree.owned("d/a", 1, 0)),
            changed(tree -> tree.owned("d/a", 0, 1)),
            changed(tree -> tree.symlink("d/l", "b")),
            changed(tree -> tree.file("d/c", "")),
            changed(tree -> tree.directory("d/c", 0755)),
            changed(tree -> tree.hardLink("d/c", "d/a")),
            changed(tree -> tree.file("d/c", "x")),
            changed(tree -> tree.directory("d/e", 0700)),
            changed(tree -> tree.attributed("d/a", "security.capability", "c")),
            changed(tree -> tree.without(TreePath.of("d/e/b"))),
            changed(tree -> tree.without(TreePath.of("d/a")).file("d/A", "x")));
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void dependsOnTheLastNameOfAFileAndNotOnItsDirectory() throws IOException {
    var tree = new MemoryTree().file("a/f", "x").file("b/f", "x").file("a/g", "x");
    assertThat(digest(tree, "a/f"))
        .isEqualTo(digest(tree, "b/f"))
        .isNotEqualTo(digest(tree, "a/g"));
    assertThat(digest(tree, "a/f*")).isEqualTo(digest(tree, "a/f"));
  }

  @Test
  void seesARenameBehindAPattern() throws IOException {
    assertThat(digest(new MemoryTree().file("a.txt", "x"), "*.txt"))
        .isNotEqualTo(digest(new MemoryTree().file("b.txt", "x"), "*.txt"));
  }

  @Test
  void dependsOnTheOrderOfTheSources() throws IOException {
    var tree = new MemoryTree().file("a", "x").file("b", "x");
    assertThat(digest(tree, "a", "b")).isNotEqualTo(digest(tree, "b", "a"));
  }

  @Test
  void followsTheFlagsThatSelect() throws IOException {
    var without = CopyOptions.copy().excludes(List.of("a"));
    assertThat(digest(without, tree(), "d")).isNotEqualTo(digest(tree(), "d"));
    var parents = CopyOptions.copy().with(CopyOptions.Paths.WHOLE);
    assertThat(digest(parents, tree(), "d")).isNotEqualTo(digest(tree(), "d"));
  }

  @Test
  void holdsTheBodyOfAHeredoc() throws IOException {
    var digests = new ArrayList<Digest>();
    for (var body : List.of("a", "b")) {
      digests.add(
          Selection.digest(
              List.of(new CopySource.Heredoc("EOF", Bytes.of(body))),
              CopyOptions.copy(),
              SelectionTest::read));
    }
    assertThat(digests).doesNotHaveDuplicates();
  }
}
