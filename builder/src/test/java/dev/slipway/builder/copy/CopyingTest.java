package dev.slipway.builder.copy;

import static dev.slipway.builder.copy.Copies.copy;
import static dev.slipway.builder.copy.Copies.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.SmallStack;
import dev.slipway.builder.tree.TreePath;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CopyingTest {
  private final MemoryTree context = new MemoryTree();
  private final MemoryTree stage = new MemoryTree();

  @Nested
  class AFile {
    @Test
    void takesTheNameOfADestinationThatIsNotThere() {
      context.file("a.txt", "x").timed("a.txt", 5);
      assertThat(show(copy(context, stage, "a.txt", "/dest"))).isEqualTo("/dest 644 0:0 @5 'x'\n");
    }

    @Test
    void goesIntoADirectoryThatIsThere() {
      context.file("sub/a.txt", "x").timed("sub/a.txt", 5);
      stage.directory("tmp", 01777);
      assertThat(show(copy(context, stage, "sub/a.txt", "/tmp")))
          .isEqualTo("/tmp/ 1777 0:0 @1000\n/tmp/a.txt 644 0:0 @5 'x'\n");
    }

    @Test
    void goesIntoADirectoryWhereTheDestinationEndsWithASlash() {
      context.file("a.txt", "x").timed("a.txt", 5);
      assertThat(show(copy(context, stage, "a.txt", "/one/two/")))
          .isEqualTo(
              """
              /one/ 755 0:0 @1000
              /one/two/ 755 0:0 @1000
              /one/two/a.txt 644 0:0 @5 'x'
              """);
      assertThat(copy(context, stage, "a.txt", "/one/two/.").put)
          .contains(TreePath.of("one/two/a.txt"));
    }

    @Test
    void goesBelowTheWorkingDirectoryWhereTheDestinationIsRelative() {
      context.file("a.txt", "x");
      assertThat(copy(context, stage, "a.txt", "b").put).contains(TreePath.of("work/b"));
      assertThat(copy(context, stage, "a.txt", ".").put).contains(TreePath.of("work/a.txt"));
      assertThat(copy(context, stage, "a.txt", "").put).contains(TreePath.of("work/a.txt"));
      assertThat(copy(context, stage, "a.txt", "../c").put).contains(TreePath.of("c"));
    }

    @Test
    void replacesAFileThatIsThere() {
      context.file("a.txt", 0600, "new").timed("a.txt", 5);
      stage.file("dest", 04755, "old").owned("dest", 7, 7);
      assertThat(show(copy(context, stage, "a.txt", "/dest")))
          .isEqualTo("/dest 600 0:0 @5 'new'\n");
    }

    @Test
    void keepsSetuidSetgidAndSticky() {
      context.file("a", 07751, "x");
      assertThat(show(copy(context, stage, "a", "/b"))).startsWith("/b 7751 ");
    }

    @Test
    void keepsTheNumbersOfItsOwner() {
      context.file("d/a", "x").owned("d/a", 5, 6).owned("d", 5, 6);
      assertThat(show(copy(context, stage, "d/a", "/b/")))
          .isEqualTo("/b/ 755 0:0 @1000\n/b/a 644 5:6 @0 'x'\n");
    }

    @Test
    void keepsItsCapabilityAndNoOtherAttribute() {
      context
          .file("a", "x")
          .attributed("a", "security.capability", "cap")
          .attributed("a", "user.note", "n");
      assertThat(show(copy(context, stage, "a", "/b"))).endsWith("{security.capability=cap}\n");
    }

    @Test
    void isNotFoundWithWordsThatHelp() {
      context.file("src/main.java", "").file("src/other", "");
      assertThatThrownBy(() -> copy(context, stage, "src/mian.java", "/"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessage(
              "\"/src/mian.java\": not found in the build context. Did you mean \"/src/main.java\"?");
      assertThatThrownBy(() -> copy(context, stage, "Src/main.java", "/"))
          .hasMessage("\"/Src/main.java\": not found in the build context. Did you mean \"/src\"?");
      assertThatThrownBy(() -> copy(context, stage, "elsewhere", "/"))
          .hasMessage("\"/elsewhere\": not found in the build context");
    }

    @Test
    void isLookedUpInsideTheSourceHoweverItIsWritten() {
      context.file("a", "x");
      for (var word : new String[] {"a", "/a", "../a", "./a", "b/../a", "a/"}) {
        assertThat(copy(context, stage, word, "/dest").put).containsExactly(TreePath.of("dest"));
      }
    }

    @Test
    void cannotReplaceADirectory() {
      context.file("a", "x");
      stage.directory("d/a", 0755);
      assertThatThrownBy(() -> copy(context, stage, "a", "/d"))
          .hasMessageStartingWith("cannot replace to directory /d/a with file");
    }

    @Test
    void cannotStandBelowAFile() {
      context.file("a", "x");
      stage.file("f", "");
      assertThatThrownBy(() -> copy(context, stage, "a", "/f/"))
          .hasMessageStartingWith("cannot copy to non-directory: /f");
    }

    @Test
    void cannotBeCalledLikeAWhiteout() {
      context.file(".wh.a", "x");
      assertThatThrownBy(() -> copy(context, stage, ".wh.a", "/"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("/.wh.a cannot be in an image");
    }
  }

  @Nested
  class ADirectory {
    @Test
    void bringsWhatItHoldsAndNotItself() {
      context
          .directory("d", 0700)
          .timed("d", 9)
          .file("d/a", "x")
          .directory("d/e", 02770)
          .owned("d/e", 3, 4)
          .timed("d/e", 7)
          .file("d/e/b", "y")
          .symlink("d/l", "a");
      for (var word : new String[] {"d", "d/", "d/."}) {
        assertThat(show(copy(context, stage, word, "/dest")))
            .isEqualTo(
                """
                /dest/ 755 0:0 @9
                /dest/a 644 0:0 @0 'x'
                /dest/e/ 2770 3:4 @7
                /dest/e/b 644 0:0 @0 'y'
                /dest/l -> a
                """);
      }
    }

    @Test
    void leavesOwnerAndModeOfADestinationThatIsThere() {
      context.directory("d", 0700).timed("d", 9).file("d/a", "x");
      stage.directory("tmp", 01777).owned("tmp", 1, 2).timed("tmp", 3);
      assertThat(show(copy(context, stage, "d", "/tmp")))
          .isEqualTo("/tmp/ 1777 1:2 @9\n/tmp/a 644 0:0 @0 'x'\n");
    }

    @Test
    void givesItsMetadataToDirectoriesBelowTheDestination() {
      context.directory("d/e", 0700).timed("d/e", 9).file("d/e/a", "x");
      stage.directory("x/e", 01777).owned("x/e", 1, 2).timed("x/e", 3);
      assertThat(show(copy(context, stage, "d", "/x"))).contains("/x/e/ 700 0:0 @9\n");
    }

    @Test
    void canBeTheWholeContext() {
      context.file("a", "x").file("b/c", "y");
      assertThat(copy(context, stage, ".", "/").put)
          .containsExactly(TreePath.of("a"), TreePath.of("b"), TreePath.of("b/c"));
    }

    @Test
    void withNothingInItMakesTheDestination() {
      context.directory("d", 0700).timed("d", 9);
      assertThat(show(copy(context, stage, "d", "/x"))).isEqualTo("/x/ 755 0:0 @9\n");
      stage.directory("x", 0755);
      assertThat(show(copy(context, stage, "d", "/x"))).isEmpty();
    }

    @Test
    void cannotReplaceAFile() {
      context.file("d/e/a", "x");
      stage.file("x/e", "");
      assertThatThrownBy(() -> copy(context, stage, "d", "/x"))
          .hasMessageStartingWith("cannot copy to non-directory: /x/e");
      assertThatThrownBy(() -> copy(context, stage, "d", "/x/e"))
          .hasMessageStartingWith("cannot copy to non-directory: /x/e");
    }

    @Test
    void isMergedThroughALinkToADirectory() {
      context.file("rootfs/bin/tool", 0755, "x").directory("rootfs/bin", 0755);
      stage.directory("usr/bin", 0755).symlink("bin", "usr/bin");
      assertThat(copy(context, stage, "rootfs/", "/").put)
          .containsExactly(TreePath.of("usr"), TreePath.of("usr/bin"), TreePath.of("usr/bin/tool"));
    }

    @Test
    void isMergedThroughALinkWithoutLeavingTheRoot() {
      context.file("d/etc/passwd", "x");
      stage.directory("dest", 0755).directory("etc", 0755).symlink("dest/etc", "../../../../etc");
      assertThat(copy(context, stage, "d", "/dest").put)
          .containsExactly(TreePath.of("etc"), TreePath.of("etc/passwd"));
    }

    @Test
    void cannotReplaceALinkThatLeadsNowhere() {
      context.file("d/e/a", "x");
      stage.directory("x", 0755).symlink("x/e", "gone");
      assertThatThrownBy(() -> copy(context, stage, "d", "/x"))
          .hasMessageStartingWith("cannot copy to non-directory: /x/e");
    }

    @Test
    void bringsDevicesAndPipes() {
      context
          .put(
              TreePath.of("d/null"),
              new Node.Device(Metadata.of(0666, 0), Node.Device.Kind.CHARACTER, 1, 3))
          .put(TreePath.of("d/pipe"), new Node.Fifo(Metadata.of(0600, 0)));
      assertThat(show(copy(context, stage, "d", "/x")))
          .contains("/x/null device 666 0:0 @0 1,3\n", "/x/pipe fifo 600 0:0 @0\n");
    }

    @Test
    void keepsItsHardLinks() {
      context.file("d/a", "x").hardLink("d/e/b", "d/a").hardLink("outside", "d/a");
      assertThat(show(copy(context, stage, "d", "/x")))
          .contains("/x/a 644 0:0 @0 linked 1 'x'", "/x/e/b 644 0:0 @0 linked 1 'x'");
    }

    @Test
    void sharesNoHardLinkWithAnotherSource() {
      context.file("d/a", "x").hardLink("e/b", "d/a");
      assertThat(show(copy(context, stage, "d", "e", "/x"))).doesNotContain("linked");
    }
  }

  @Nested
  class Links {
    @Test
    void inASourceWordAreFollowedInsideTheSource() {
      context
          .file("real/a", "x")
          .symlink("dir", "/real")
          .symlink("file", "../../real/a")
          .symlink("twice", "dir/a");
      assertThat(show(copy(context, stage, "dir/a", "/b"))).contains("/b 644 0:0 @0 'x'");
      assertThat(copy(context, stage, "dir", "/b/").put).contains(TreePath.of("b/a"));
      assertThat(show(copy(context, stage, "twice", "/b/"))).contains("/b/twice 644 0:0 @0 'x'");
      assertThat(show(copy(context, stage, "file", "/b/"))).contains("/b/file 644 0:0 @0 'x'");
    }

    @Test
    void thatDangleAreNotFound() {
      context.symlink("l", "/etc/passwd");
      assertThatThrownBy(() -> copy(context, stage, "l", "/"))
          .hasMessage("\"/l\": not found in the build context");
    }

    @Test
    void inTheDestinationAreFollowedInsideTheRoot() {
      context.file("a", "x").file("d/b", "y");
      stage.directory("real", 0700).symlink("l", "../../real");
      assertThat(copy(context, stage, "a", "/l").put).contains(TreePath.of("real/a"));
      assertThat(copy(context, stage, "a", "/l/sub/").put).contains(TreePath.of("real/sub/a"));
      assertThat(copy(context, stage, "d", "/l").put).contains(TreePath.of("real/b"));
    }

    @Test
    void inTheDestinationMayDangle() {
      context.file("a", "x").file("d/b", "y");
      stage.symlink("l", "new/place");
      assertThat(copy(context, stage, "a", "/l").put)
          .containsExactly(TreePath.of("new"), TreePath.of("new/place"));
      assertThat(copy(context, stage, "a", "/l/").put).contains(TreePath.of("new/place/a"));
      assertThat(copy(context, stage, "d", "/l").put).contains(TreePath.of("new/place/b"));
    }

    @Test
    void thatAFileMeetsInADirectoryAreReplaced() {
      context.file("d/a", "x");
      stage.file("x/victim", "v").symlink("x/a", "victim");
      assertThat(show(copy(context, stage, "d", "/x"))).contains("/x/a 644 0:0 @0 'x'");
      assertThat(show(copy(context, stage, "d/a", "/x/"))).contains("/x/a 644 0:0 @0 'x'");
      assertThat(copy(context, stage, "d", "/x").put).doesNotContain(TreePath.of("x/victim"));
    }

    @Test
    void doNotReplaceADirectory() {
      context.symlink("d/a", "b");
      stage.directory("x/a", 0755);
      assertThatThrownBy(() -> copy(context, stage, "d", "/x"))
          .hasMessageStartingWith("cannot replace to directory /x/a with file");
    }

    @Test
    void inACircleAreAnError() {
      context.symlink("a", "b").symlink("b", "a");
      assertThatThrownBy(() -> copy(context, stage, "a", "/"))
          .hasMessage("/a cannot be reached: the symbolic links on the way lead in a circle");
    }
  }

  @Nested
  class SeveralSources {
    @Test
    void areCopiedInOrderAndTheLastWins() {
      context.file("a/f", "1").file("b/f", "2");
      assertThat(show(copy(context, stage, "a/f", "b/f", "/d/"))).contains("/d/f 644 0:0 @0 '2'");
      assertThat(show(copy(context, stage, "a", "b", "/d"))).contains("/d/f 644 0:0 @0 '2'");
    }

    @Test
    void cannotBecomeOneFile() {
      context.file("a", "1").file("b", "2");
      assertThatThrownBy(() -> copy(context, stage, "a", "b", "/d"))
          .hasMessage(
              "several sources would become the one file /d. End the destination with a slash to make it a directory: /d/");
      assertThatThrownBy(() -> copy(context, stage, "*", "/d")).hasMessageContaining("one file /d");
    }

    @Test
    void canMeetInADirectoryThatIsThere() {
      context.file("a", "1").file("b", "2");
      stage.directory("d", 0755);
      assertThat(copy(context, stage, "a", "b", "/d").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/a"), TreePath.of("d/b"));
    }

    @Test
    void letAFileFollowADirectoryAndNotTheOtherWayRound() {
      context.file("f", "1").file("d/g", "2");
      assertThat(copy(context, stage, "d", "f", "/x").put)
          .containsExactly(TreePath.of("x"), TreePath.of("x/f"), TreePath.of("x/g"));
      assertThatThrownBy(() -> copy(context, stage, "f", "d", "/x"))
          .hasMessageStartingWith("cannot copy to non-directory: /x");
    }
  }

  @Nested
  class APattern {
    @Test
    void namesAllThatMatch() {
      context.file("a.txt", "").file("b.txt", "").file("c.md", "").file(".txt", "");
      assertThat(copy(context, stage, "*.txt", "/d/").put)
          .containsExactly(
              TreePath.of("d"),
              TreePath.of("d/.txt"),
              TreePath.of("d/a.txt"),
              TreePath.of("d/b.txt"));
    }

    @Test
    void matchesNameByName() {
      context.file("x/1/f", "").file("x/2/g", "").file("x/2/deep/f", "").file("y/1/f", "");
      assertThat(copy(context, stage, "x/*/[f-g]", "/d/").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/f"), TreePath.of("d/g"));
    }

    @Test
    void thatNamesDirectoriesMergesThem() {
      context.file("x1/a", "").file("x2/b", "");
      assertThat(copy(context, stage, "x?", "/d").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/a"), TreePath.of("d/b"));
    }

    @Test
    void thatMatchesNothingLeavesNothing() {
      context.file("a", "");
      assertThat(copy(context, stage, "*.txt", "no[pe]", "/d/").put).isEmpty();
    }

    @Test
    void followsALinkOnlyAsItsLastName() {
      context.file("real/f", "x").symlink("link", "real").symlink("flink", "real/f");
      assertThat(copy(context, stage, "l*k", "/d").put).contains(TreePath.of("d/f"));
      assertThat(copy(context, stage, "l*k/f", "/d").put).isEmpty();
      assertThat(show(copy(context, stage, "fl*", "/d/"))).contains("/d/flink 644 0:0 @0 'x'");
    }

    @Test
    void escapesWithABackslashOnlyBesideAWildcard() {
      context.file("a[0].txt", "1").file("b\\x", "2").file("a*b", "3").file("axb", "4");
      assertThat(copy(context, stage, "a[[]0].txt", "/d/").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/a[0].txt"));
      assertThat(copy(context, stage, "b\\x", "/d/").put).contains(TreePath.of("d/b\\x"));
      assertThat(copy(context, stage, "?\\*b", "/d/").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/a*b"));
    }

    @Test
    void knowsNoExclamationMarkAsNegation() {
      context.file("a", "").file("b", "").file("!", "");
      assertThat(copy(context, stage, "[!a]", "/d/").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/!"), TreePath.of("d/a"));
      assertThat(copy(context, stage, "[^a]", "/d/").put)
          .containsExactly(TreePath.of("d"), TreePath.of("d/!"), TreePath.of("d/b"));
    }

    @Test
    void thatIsBrokenIsAnError() {
      context.file("a", "");
      assertThatThrownBy(() -> copy(context, stage, "[a", "/d/"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("syntax error in pattern");
    }
  }

  @Nested
  class Owners {
    private final MemoryTree known =
        stage
            .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nbob:x:1000:1001::/home/bob:/bin/sh\n")
            .file("etc/group", "root:x:0:\nstaff:x:50:bob\n");

    @Test
    void areGivenToAllAndToDirectoriesThatAreMade() {
      context.file("d/a", 04755, "x").owned("d/a", 7, 7);
      assertThat(show(copy(options -> options.chown("bob"), context, known, "d", "/x/y")))
          .isEqualTo(
              """
              /x/ 755 1000:1001 @1000
              /x/y/ 755 1000:1001 @0
              /x/y/a 4755 1000:1001 @0 'x'
              """);
    }

    @Test
    void leaveADestinationThatIsThereAlone() {
      context.file("a", "x");
      known.directory("x", 01777).owned("x", 8, 9);
      assertThat(show(copy(options -> options.chown("5"), context, known, "a", "/x/")))
          .isEqualTo("/x/ 1777 8:9 @1000\n/x/a 644 5:5 @0 'x'\n");
    }

    @Test
    void areGivenToLinksToo() {
      context.symlink("d/l", "a");
      var layer = copy(options -> options.chown("5:6"), context, known, "d", "/x");
      assertThat(layer.tree.node(TreePath.of("x/l")).metadata().uid()).isEqualTo(5);
    }

    @Test
    void thatNobodyKnowsAreAnError() {
      context.file("a", "x");
      assertThatThrownBy(() -> copy(options -> options.chown("alice"), context, known, "a", "/x"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("unable to find user alice");
      assertThatThrownBy(
              () -> copy(options -> options.chown("bob:crew"), context, known, "a", "/x"))
          .hasMessageContaining("no group 'crew'");
    }
  }

  @Nested
  class Modes {
    @Test
    void asNumberApplyToFilesDirectoriesAndTheirNewParents() {
      context.file("d/e/a", "x").symlink("d/l", "e");
      assertThat(show(copy(options -> options.chmod("4711"), context, stage, "d", "/x/y")))
          .isEqualTo(
              """
              /x/ 711 0:0 @1000
              /x/y/ 711 0:0 @0
              /x/y/e/ 4711 0:0 @0
              /x/y/e/a 4711 0:0 @0 'x'
              /x/y/l -> e
              """);
    }

    @Test
    void asLettersLeaveNewParentsAlone() {
      context.directory("d/e", 0700).file("d/e/a", 0640, "x").file("d/e/b", 0500, "y");
      assertThat(show(copy(options -> options.chmod("u=rwX,go=rX"), context, stage, "d", "/x")))
          .isEqualTo(
              """
              /x/ 755 0:0 @0
              /x/e/ 755 0:0 @0
              /x/e/a 644 0:0 @0 'x'
              /x/e/b 755 0:0 @0 'y'
              """);
    }

    @Test
    void leaveADestinationThatIsThereAlone() {
      context.file("d/a", "x");
      stage.directory("tmp", 01777);
      assertThat(show(copy(options -> options.chmod("600"), context, stage, "d", "/tmp")))
          .startsWith("/tmp/ 1777 ");
    }
  }

  @Nested
  class AHeredoc {
    @Test
    void isAFileOfItsNameOrOfTheDestinations() {
      assertThat(show(copy(context, stage, "<<EOF", "/d/")))
          .isEqualTo("/d/ 755 0:0 @1000\n/d/EOF 644 0:0 @1000 'body of EOF'\n");
      assertThat(show(copy(context, stage, "<<EOF", "/d")))
          .isEqualTo("/d 644 0:0 @1000 'body of EOF'\n");
    }

    @Test
    void takesOwnerAndMode() {
      assertThat(
              show(copy(options -> options.chown("5").chmod("+x"), context, stage, "<<EOF", "/d")))
          .isEqualTo("/d 755 5:5 @1000 'body of EOF'\n");
    }
  }

  @Nested
  class ALink {
    private RecordedLayer linked(String... words) {
      return copy(options -> options.with(CopyOptions.Base.IGNORED), context, stage, words);
    }

    @Test
    void doesNotLookAtTheStage() {
      context.file("f", "x");
      stage.directory("d", 01777).symlink("l", "d");
      assertThat(show(linked("f", "/d"))).isEqualTo("/d 644 0:0 @0 'x'\n");
      assertThat(show(linked("f", "/l/"))).isEqualTo("/l/ 755 0:0 @1000\n/l/f 644 0:0 @0 'x'\n");
    }

    @Test
    void takesNumbersAsOwnersAndNoNames() {
      context.file("f", "x");
      stage.file("etc/passwd", "bob:x:1:1::/:\n");
      assertThat(
              show(
                  copy(
                      options -> options.with(CopyOptions.Base.IGNORED).chown("5:6"),
                      context,
                      stage,
                      "f",
                      "/d")))
          .isEqualTo("/d 644 5:6 @0 'x'\n");
      assertThatThrownBy(
              () ->
                  copy(
                      options -> options.with(CopyOptions.Base.IGNORED).chown("bob"),
                      context,
                      stage,
                      "f",
                      "/d"))
          .hasMessageContaining("--chown=bob cannot be used with --link");
    }
  }

  @Test
  void isNotSlowedByDepth() {
    var deep = "a-folder-in-a-folder-in-a/".repeat(1_000);
    context.file("d/" + deep + "f", "x");
    stage.directory("there", 0755);
    var layer =
        assertTimeoutPreemptively(
            Duration.ofSeconds(12), () -> copy(context, stage, "d", "/there/t"));
    assertThat(layer.put).hasSize(1_003).contains(TreePath.of("there/t/" + deep + "f"));
  }

  @Test
  void howDeepFoldersLieTakesNoStack() throws Exception {
    var deep = "a/".repeat(2_000);
    context.file(deep + "f", "x").file(deep + "g", "y").file("b", "z");
    assertThat(SmallStack.call(() -> copy(context, stage, ".", "/t")).put)
        .hasSize(2_004)
        .contains(TreePath.of("t/" + deep + "f"))
        .endsWith(TreePath.of("t/" + deep + "g"), TreePath.of("t/b"));
    var words = "?/".repeat(2_000) + "*";
    assertThat(SmallStack.call(() -> copy(context, stage, words, "/t/")).put)
        .containsExactly(TreePath.of("t"), TreePath.of("t/f"), TreePath.of("t/g"));
  }

  @Test
  void namesThatAreNotUtf8Survive() {
    var name = Bytes.of(new byte[] {'a', (byte) 0xff, 'b'});
    context.file(TreePath.of("d").child(name), 0644, new byte[] {1});
    assertThat(copy(context, stage, "d", "/").put).containsExactly(TreePath.ROOT.child(name));
    assertThat(copy(context, stage, "d/a?b", "/").put).containsExactly(TreePath.ROOT.child(name));
  }
}
