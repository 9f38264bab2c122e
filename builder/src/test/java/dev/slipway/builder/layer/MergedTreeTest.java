package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.SmallStack;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedTreeTest {
  @TempDir Path folder;
  LayerStack stack;

  @BeforeEach
  void anEmptyStack() {
    stack = new LayerStack(folder);
  }

  @Test
  void noLayersMakeAnEmptyTree() throws IOException {
    var tree = stack.tree();

    assertThat(tree.find(TreePath.ROOT)).containsInstanceOf(Node.Directory.class);
    assertThat(lines()).isEmpty();
  }

  @Test
  void listsInDepthFirstOrderWhateverTheOrderOfTheTar() throws IOException {
    stack.add(
        new Tars()
            .file("a-b", "1")
            .file("./a/c", "2")
            .directory("/a/")
            .file("b", "3")
            .directory("z"));

    assertThat(lines()).containsExactly("/a/ 755", "/a/c = 2", "/a-b = 1", "/b = 3", "/z/ 755");
  }

  @Test
  void theRootHasAnEntryOfItsOwn() throws IOException {
    stack.add(new Tars().directory("./", 01777).file("a", ""));

    assertThat(stack.tree().find(TreePath.ROOT).orElseThrow().metadata().mode()).isEqualTo(01777);
    assertThat(lines()).containsExactly("/a = ");
  }

  @Test
  void theLastEntryForAPathCounts() throws IOException {
    stack.add(
        new Tars().file("a", "1").file("a", "2").directory("b").file("b/c", "").file("b", "3"));

    assertThat(lines()).containsExactly("/a = 2", "/b = 3");
  }

  @Nested
  class OverALayer {
    @BeforeEach
    void aBase() throws IOException {
      stack.add(
          new Tars()
              .directory("etc", 0711)
              .file("etc/passwd", "root")
              .file("etc/group", "staff")
              .directory("usr")
              .directory("usr/lib", 0750)
              .file("usr/lib/base", "b")
              .symlink("lib", "usr/lib")
              .file("file", "f"));
    }

    @Test
    void aFileReplacesAFileAndADirectoryKeepsWhatItHolds() throws IOException {
      stack.add(new Tars().directory("etc", 0700).file("etc/passwd", "me"));

      assertThat(lines()).contains("/etc/ 700", "/etc/passwd = me", "/etc/group = staff");
    }

    @Test
    void anImpliedDirectoryKeepsItsMetadata() throws IOException {
      stack.add(new Tars().file("etc/new", "n").file("fresh/x", "x"));

      assertThat(lines())
          .contains(
              "/etc/ 711", "/etc/new = n", "/etc/group = staff", "/fresh/ 755", "/fresh/x = x");
    }

    @Test
    void aWhiteoutHides() throws IOException {
      stack.add(new Tars().file("etc/.wh.passwd", "").file(".wh.usr", "").file(".wh.nothing", ""));

      assertThat(lines())
          .containsExactly("/etc/ 711", "/etc/group = staff", "/file = f", "/lib -> usr/lib");
    }

    @Test
    void anOpaqueDirectoryHidesWhatIsBelow() throws IOException {
      stack.add(
          new Tars().directory("etc", 0700).file("etc/new", "n").file("etc/.wh..wh..opq", ""));

      assertThat(lines())
          .contains("/etc/ 700", "/etc/new = n")
          .doesNotContain("/etc/passwd = root");
    }

    @Test
    void anOpaqueMarkerAloneKeepsTheDirectory() throws IOException {
      stack.add(new Tars().file("etc/.wh..wh..opq", ""));

      assertThat(lines()).contains("/etc/ 711").doesNotContain("/etc/passwd = root");
    }

    @Test
    void anOpaqueRootHidesEverything() throws IOException {
      stack.add(new Tars().file(".wh..wh..opq", "").file("a", ""));

      assertThat(lines()).containsExactly("/a = ");
    }

    @Test
    void aRemovedDirectoryComesBackEmpty() throws IOException {
      stack.add(new Tars().file(".wh.etc", "").directory("etc").file("etc/new", "n"));
      assertThat(lines())
          .contains("/etc/ 755", "/etc/new = n")
          .doesNotContain("/etc/group = staff");

      stack.add(new Tars().file("usr/.wh.lib", "").file("usr/lib/x", "x"));
      assertThat(lines()).contains("/usr/lib/x = x").doesNotContain("/usr/lib/base = b");
    }

    @Test
    void aFileReplacesADirectoryAndAllInItForGood() throws IOException {
      stack.add(new Tars().file("etc", "file"));
      assertThat(lines()).contains("/etc = file").doesNotContain("/etc/passwd = root");

      stack.add(new Tars().directory("etc").file("etc/new", "n"));
      assertThat(lines())
          .contains("/etc/ 755", "/etc/new = n")
          .doesNotContain("/etc/passwd = root");
      assertThat(stack.tree().find(TreePath.of("etc/passwd"))).isEmpty();
    }

    @Test
    void anEntryWithoutParentsGoesThroughTheSymlinkBelow() throws IOException {
      stack.add(new Tars().file("lib/x", "x").file("lib/.wh.base", "").file("lib/deep/y", "y"));

      assertThat(lines())
          .containsExactly(
              "/etc/ 711",
              "/etc/group = staff",
              "/etc/passwd = root",
              "/file = f",
              "/lib -> usr/lib",
              "/usr/ 755",
              "/usr/lib/ 750",
              "/usr/lib/deep/ 755",
              "/usr/lib/deep/y = y",
              "/usr/lib/x = x");
      assertThat(stack.tree().find(TreePath.of("lib/x"))).isEmpty();
      assertThat(changes())
          .containsExactly(
              "Put /usr",
              "Put /usr/lib",
              "Remove /usr/lib/base",
              "Put /usr/lib/deep",
              "Put /usr/lib/deep/y",
              "Put /usr/lib/x");
    }

    @Test
    void aDirectoryReplacesTheSymlinkBelow() throws IOException {
      stack.add(new Tars().directory("lib").file("lib/x", "x"));

      assertThat(lines()).contains("/lib/ 755", "/lib/x = x", "/usr/lib/base = b");
    }

    @Test
    void aLayerMayHoldTheSymlinkAndEntriesBehindIt() throws IOException {
      stack.add(new Tars().symlink("bin", "usr/bin").file("bin/sh", "s").file("usr/bin/ls", "l"));

      assertThat(lines())
          .contains("/bin -> usr/bin", "/usr/bin/ 755", "/usr/bin/ls = l", "/usr/bin/sh = s");
    }

    @Test
    void aDanglingSymlinkBelowIsFilled() throws IOException {
      stack.add(new Tars().symlink("run", "/var/run")).add(new Tars().file("run/pid", "1"));

      assertThat(lines())
          .contains("/run -> /var/run", "/var/ 755", "/var/run/ 755", "/var/run/pid = 1");
    }

    @Test
    void symlinksBehindSymlinksAreFollowed() throws IOException {
      stack
          .add(new Tars().symlink("usr/lib/deep", "../../etc"))
          .add(new Tars().file("lib/deep/shadow", "s"));

      assertThat(lines()).contains("/etc/shadow = s", "/usr/lib/deep -> ../../etc");
    }

    @Test
    void refusesAnEntryBelowAFile() {
      assertThatThrownBy(() -> stack.add(new Tars().file("file/x", "")).tree())
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("/file");
    }

    @Test
    void refusesALoopOfSymlinks() {
      assertThatThrownBy(
              () ->
                  stack
                      .add(new Tars().symlink("a", "b").symlink("b", "a"))
                      .add(new Tars().file("a/x", ""))
                      .tree())
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("loop");
    }

    @Test
    void aHardLinkLeadsToALayerBelow() throws IOException {
      stack.add(new Tars().hardLink("etc/pass", "etc/passwd").hardLink("again", "lib/base"));

      var tree = stack.tree();
      assertThat(lines()).contains("/etc/pass = root", "/again = b");
      assertThat(group("etc/pass")).isEqualTo(group("etc/passwd")).isNotZero();
      assertThat(group("again")).isEqualTo(group("usr/lib/base")).isNotEqualTo(group("etc/pass"));
      assertThat(tree.lowest(1).find(TreePath.of("etc/passwd")).map(Node.RegularFile.class::cast))
          .hasValueSatisfying(file -> assertThat(file.linkGroup()).isZero());
    }

    @Test
    void aHardLinkSurvivesTheRemovalOfItsTarget() throws IOException {
      stack.add(new Tars().hardLink("new", "file").file(".wh.file", ""));

      assertThat(lines()).contains("/new = f").doesNotContain("/file = f");
    }

    @Test
    void refusesAHardLinkToNothing() {
      assertThatThrownBy(() -> stack.add(new Tars().hardLink("a", "nothing")).tree())
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("/a to /nothing");
    }

    @Test
    void hardLinksOfDifferentLayersAreDifferent() throws IOException {
      stack.add(new Tars().file("a", "1").hardLink("b", "a"));
      stack.add(new Tars().file("c", "1").hardLink("d", "c"));

      assertThat(group("a")).isEqualTo(group("b")).isNotEqualTo(group("c")).isNotZero();
      assertThat(group("c")).isEqualTo(group("d"));
    }
  }

  @Test
  void aHardLinkKeepsWhatItsTargetWas() throws IOException {
    stack.add(new Tars().file("a", "1").hardLink("b", "a").file("a", "2").hardLink("c", "a"));

    assertThat(lines()).containsExactly("/a = 2", "/b = 1", "/c = 2");
    assertThat(group("a")).isEqualTo(group("c")).isNotEqualTo(group("b"));
  }

  @Test
  void whatIsNotThereIsSoonKnownHoweverDeep() throws IOException {
    stack.add(new Tars().directory("there"));
    var tree = stack.tree();
    assertTimeoutPreemptively(
        Duration.ofSeconds(3),
        () -> {
          var path = TreePath.of("away");
          for (int i = 0; i < 1_000; i++) {
            path = path.resolve("a-folder-in-a-folder-in-a-folder".repeat(4));
            assertThat(tree.find(path)).isEmpty();
          }
        });
  }

  @Test
  void whatIsDeepIsFoundWithLittleStack() throws Exception {
    var deep = "a/".repeat(2_000);
    stack.add(new Tars().file(deep + "f", "x"));
    var tree = stack.tree();
    assertThat(SmallStack.call(() -> tree.find(TreePath.of(deep + "f"))))
        .containsInstanceOf(Node.RegularFile.class);
    assertThat(SmallStack.call(() -> tree.find(TreePath.of(deep + "f/g")))).isEmpty();
    assertThat(SmallStack.call(() -> tree.find(TreePath.of("b/" + deep + "f")))).isEmpty();
  }

  @Test
  void aHundredAndThirtyLayersMakeOneTree() throws IOException {
    for (int i = 0; i < 130; i++) {
      stack.add(
          new Tars()
              .directory("d")
              .file("d/own" + i, "")
              .file("d/all", "" + i)
              .file("d/.wh.own" + (i - 2), ""));
    }

    assertThat(lines()).containsExactly("/d/ 755", "/d/all = 129", "/d/own128 = ", "/d/own129 = ");
    assertThat(stack.tree().lowest(2).find(TreePath.of("d/own0"))).isPresent();
  }

  private List<String> lines() throws IOException {
    try (var tree = stack.tree()) {
      return LayerStack.lines(tree);
    }
  }

  private List<String> changes() throws IOException {
    var lines = new ArrayList<String>();
    stack
        .tree()
        .changes()
        .forEachRemaining(
            change -> lines.add(change.getClass().getSimpleName() + " " + change.path()));
    return lines;
  }

  private long group(String path) throws IOException {
    return ((Node.RegularFile) stack.tree().find(TreePath.of(path)).orElseThrow()).linkGroup();
  }
}
