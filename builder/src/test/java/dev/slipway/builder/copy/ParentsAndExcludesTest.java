package dev.slipway.builder.copy;

import static dev.slipway.builder.copy.Copies.copy;
import static dev.slipway.builder.copy.Copies.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.TreePath;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ParentsAndExcludesTest {
  private final MemoryTree context = new MemoryTree();
  private final MemoryTree stage = new MemoryTree();

  private static TreePath[] paths(String... paths) {
    return Arrays.stream(paths).map(TreePath::of).toArray(TreePath[]::new);
  }

  @Nested
  class Parents {
    private RecordedLayer parents(String... words) {
      return copy(options -> options.with(CopyOptions.Paths.WHOLE), context, stage, words);
    }

    @Test
    void keepThePathOfAFile() {
      context
          .directory("a", 0700)
          .owned("a", 3, 4)
          .timed("a", 9)
          .file("a/b/c.txt", "x")
          .file("a/other", "");
      assertThat(show(parents("a/b/c.txt", "/d")))
          .isEqualTo(
              """
              /d/ 755 0:0 @1000
              /d/a/ 700 3:4 @1000
              /d/a/b/ 755 0:0 @1000
              /d/a/b/c.txt 644 0:0 @0 'x'
              """);
    }

    @Test
    void overwriteTheMetadataOfDirectoriesThatAreThere() {
      context.directory("a", 0700).file("a/b", "x");
      stage.directory("d/a", 01777).owned("d/a", 5, 6);
      assertThat(show(parents("a/b", "/d"))).contains("/d/a/ 700 0:0 @1000\n");
    }

    @Test
    void bringADirectoryWithAllBelowIt() {
      context.directory("a/b", 0750).timed("a/b", 9).file("a/b/c/d", "x").file("a/e", "");
      assertThat(show(parents("a/b/", "/x/")))
          .isEqualTo(
              """
              /x/ 755 0:0 @1000
              /x/a/ 755 0:0 @1000
              /x/a/b/ 750 0:0 @9
              /x/a/b/c/ 755 0:0 @0
              /x/a/b/c/d 644 0:0 @0 'x'
              """);
    }

    @Test
    void startAtThePivot() {
      context.directory("a/b", 0700).timed("a/b", 9).file("a/b/c/d", "x");
      assertThat(show(parents("a/b/./c/d", "/x/")))
          .isEqualTo(
              """
              /x/ 755 0:0 @9
              /x/c/ 755 0:0 @1000
              /x/c/d 644 0:0 @0 'x'
              """);
    }

    @Test
    void takePatternsOfAnyDepth() {
      context.file("a/1.txt", "").file("a/b/2.txt", "").file("a/b/3.md", "").file("c/d/e", "");
      assertThat(parents("**/*.txt", "/x").put)
          .containsExactly(paths("x", "x/a", "x/a/1.txt", "x/a/b", "x/a/b/2.txt"));
      assertThat(parents("a/*.txt", "/x").put).containsExactly(paths("x", "x/a", "x/a/1.txt"));
      assertThat(parents("a/./**/*.md", "/x").put).containsExactly(paths("x", "x/b", "x/b/3.md"));
    }

    @Test
    void makeTheDestinationEvenWithoutAMatch() {
      context.file("a", "");
      assertThat(parents("*.txt", "/x").put).containsExactly(paths("x"));
    }

    @Test
    void copyALinkAsALinkAndDoNotGoThroughIt() {
      context.file("real/f", "x").symlink("l", "real");
      assertThat(show(parents("l", "/x"))).contains("/x/l -> real");
      assertThatThrownBy(() -> parents("l/f", "/x")).hasMessageStartingWith("\"/l/f\": not found");
    }

    @Test
    void needTheirLiteralPath() {
      context.file("a/b", "").directory("empty", 0755);
      assertThatThrownBy(() -> parents("a/c", "/x"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageStartingWith("\"/a/c\": not found");
      assertThatThrownBy(() -> parents("gone/./c", "/x"))
          .hasMessageStartingWith("\"/gone\": not found");
      assertThat(parents("empty", "/x").put).containsExactly(paths("x", "x/empty"));
      for (var empty : new String[] {".", "./", "a/./"}) {
        assertThatThrownBy(() -> parents(empty, "/x")).hasMessageContaining("not found");
      }
    }
  }

  @Nested
  class Excludes {
    private RecordedLayer without(List<String> patterns, String... words) {
      return copy(options -> options.excludes(patterns), context, stage, words);
    }

    @Test
    void countFromTheDirectoryThatIsCopied() {
      context.file("d/a.txt", "").file("d/b.md", "").file("d/e/c.txt", "");
      assertThat(without(List.of("*.txt"), "d", "/x").put)
          .containsExactly(paths("x", "x/b.md", "x/e", "x/e/c.txt"));
      assertThat(without(List.of("**/*.txt"), "d", "/x").put)
          .containsExactly(paths("x", "x/b.md", "x/e"));
      assertThat(without(List.of("d/a.txt", "/a.txt"), "d", "/x").put).contains(paths("x/a.txt"));
      assertThat(without(List.of("e/"), "d", "/x").put)
          .containsExactly(paths("x", "x/a.txt", "x/b.md"));
    }

    @Test
    void doNotTouchASourceThatIsAFile() {
      context.file("a.txt", "").file("b.txt", "");
      assertThat(without(List.of("*.txt"), "a.txt", "/x/").put).contains(paths("x/a.txt"));
      assertThat(without(List.of("**"), "*.txt", "/x/").put).contains(paths("x/a.txt", "x/b.txt"));
    }

    @Test
    void canTakeBackWhatIsBelow() {
      context.directory("d/e", 0700).file("d/e/a", "").file("d/e/b", "").file("d/f/c", "");
      assertThat(without(List.of("*", "!e/b"), "d", "/x").put)
          .containsExactly(paths("x", "x/e", "x/e/b"));
    }

    @Test
    void countFromTheRootBesideParents() {
      context.file("a/b.txt", "").file("a/c.md", "");
      assertThat(
              copy(
                      options -> options.with(CopyOptions.Paths.WHOLE).excludes(List.of("a/*.txt")),
                      context,
                      stage,
                      "a",
                      "/x")
                  .put)
          .containsExactly(paths("x", "x/a", "x/a/c.md"));
      assertThatThrownBy(
              () ->
                  copy(
                      options -> options.with(CopyOptions.Paths.WHOLE).excludes(List.of("a/*.txt")),
                      context,
                      stage,
                      "a/b.txt",
                      "/x"))
          .hasMessageStartingWith("\"/a/b.txt\": not found");
    }
  }
}
