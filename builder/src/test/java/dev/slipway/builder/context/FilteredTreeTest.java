package dev.slipway.builder.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.SmallStack;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilteredTreeTest {
  private final MemoryTree whole =
      new MemoryTree()
          .file("a.txt", "")
          .file("b.md", "")
          .file("modules/x/index.js", "")
          .file("modules/y/keep.js", "")
          .file("src/a.txt", "");

  private static List<String> all(Tree tree) throws IOException {
    var found = new ArrayList<String>();
    collect(tree, TreePath.ROOT, found);
    return found;
  }

  private static void collect(Tree tree, TreePath directory, List<String> found)
      throws IOException {
    var children = tree.children(directory);
    while (children.hasNext()) {
      var child = children.next();
      assertThat(tree.find(child.path())).contains(child.node());
      found.add(child.path().toString());
      collect(tree, child.path(), found);
    }
  }

  private FilteredTree without(String... patterns) {
    return FilteredTree.of(whole, PathPatterns.compile(List.of(patterns)));
  }

  @Test
  void leavesOutWhatMatchesAndAllBelowIt() throws IOException {
    assertThat(all(without("modules", "*.txt"))).containsExactly("/b.md", "/src", "/src/a.txt");
    assertThat(all(without("**/*.txt", "*/x")))
        .containsExactly("/b.md", "/modules", "/modules/y", "/modules/y/keep.js", "/src");
  }

  @Test
  void bringsBackWhatALaterPatternNamesWithTheDirectoriesAboveIt() throws IOException {
    assertThat(all(without("*", "!modules/y/keep.js")))
        .containsExactly("/modules", "/modules/y", "/modules/y/keep.js");
    assertThat(all(without("*", "!gone"))).isEmpty();
  }

  @Test
  void doesNotFindOrOpenWhatItLeavesOut() throws IOException {
    var tree = without("*.txt");
    assertThat(tree.find(TreePath.of("a.txt"))).isEmpty();
    assertThat(tree.leavesOut(TreePath.of("a.txt"))).isTrue();
    assertThat(tree.leavesOut(TreePath.of("gone.txt"))).isFalse();
    assertThat(tree.leavesOut(TreePath.of("b.md"))).isFalse();
    assertThatThrownBy(() -> tree.open(TreePath.of("a.txt")))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void doesNotWalkADirectoryThatNothingBringsBack() throws IOException {
    var walked = new ArrayList<TreePath>();
    var watched = new Watched(whole, walked);
    all(FilteredTree.of(watched, PathPatterns.compile(List.of("modules", "!src/a.txt"))));
    assertThat(walked).containsOnly(TreePath.ROOT, TreePath.of("src"));
  }

  @Test
  void looksOnceForWhatComesBackOfDirectoriesInDirectories() throws IOException {
    var walked = new ArrayList<TreePath>();
    whole.file("modules/x/old/a.js", "").file("modules/z/old/b.js", "");
    var watched = new Watched(whole, walked);
    var tree = FilteredTree.of(watched, PathPatterns.compile(List.of("modules", "!**/*.md")));
    assertThat(tree.find(TreePath.of("modules"))).isEmpty();
    assertThat(tree.find(TreePath.of("modules/x"))).isEmpty();
    assertThat(tree.find(TreePath.of("modules/z/old"))).isEmpty();
    assertThat(walked).doesNotHaveDuplicates().hasSize(6);
    walked.clear();
    var other = FilteredTree.of(watched, PathPatterns.compile(List.of("modules", "!**/b.js")));
    assertThat(other.find(TreePath.of("modules"))).isPresent();
    assertThat(other.find(TreePath.of("modules/z/old"))).isPresent();
    assertThat(other.find(TreePath.of("modules/x/old"))).isEmpty();
    assertThat(walked).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void whatIsDeepNeedsLittleStack() throws Exception {
    var deep = "a/".repeat(2_000);
    whole.file(deep + "back.md", "");
    var tree = without("*", "!**/*.md");
    assertThat(SmallStack.call(() -> tree.find(TreePath.of(deep)))).isPresent();
    var fresh = without("*", "!**/*.md");
    assertThat(SmallStack.call(() -> fresh.find(TreePath.of("a")))).isPresent();
    assertThat(SmallStack.call(() -> without("*", "!**/b").find(TreePath.of("a")))).isEmpty();
  }

  private record Watched(Tree tree, List<TreePath> walked) implements Tree {
    @Override
    public Optional<Node> find(TreePath path) throws IOException {
      return tree.find(path);
    }

    @Override
    public Iterator<Entry> children(TreePath directory) throws IOException {
      if (tree.find(directory).orElse(null) instanceof Node.Directory) {
        walked.add(directory);
      }
      return tree.children(directory);
    }

    @Override
    public InputStream open(TreePath path) throws IOException {
      return tree.open(path);
    }
  }
}
