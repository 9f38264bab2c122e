package dev.slipway.builder.copy;

import static dev.slipway.builder.copy.Copies.add;
import static dev.slipway.builder.copy.Copies.run;
import static dev.slipway.builder.copy.Copies.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.RawTar;
import dev.slipway.builder.layer.Tars;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ExtractionTest {
  private final MemoryTree context = new MemoryTree();
  private final MemoryTree stage = new MemoryTree();

  private static Tars tar() {
    return new Tars(3, 4, Instant.ofEpochSecond(7));
  }

  private void archive(Tars tar) {
    context.file(TreePath.of("a.tar"), 0644, tar.toArray());
  }

  private RecordedLayer extract(Tars tar, String destination) {
    archive(tar);
    return add(context, stage, "a.tar", destination);
  }

  private static TreePath[] paths(String... paths) {
    return Arrays.stream(paths).map(TreePath::of).toArray(TreePath[]::new);
  }

  @FunctionalInterface
  private interface Compression {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] plain, Compression compression) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = compression.over(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @Nested
  class AnArchive {
    @Test
    void isKnownByItsContentWhateverCompressesIt() throws IOException {
      var tar = tar().file("f", "x").toArray();
      context
          .file(TreePath.of("plain"), 0644, tar)
          .file(TreePath.of("gzip"), 0644, compressed(tar, GZIPOutputStream::new))
          .file(TreePath.of("bzip2"), 0644, compressed(tar, BZip2CompressorOutputStream::new))
          .file(
              TreePath.of("xz"),
              0644,
              compressed(tar, out -> new XZOutputStream(out, new LZMA2Options(0))))
          .file(TreePath.of("zstd"), 0644, compressed(tar, ZstdOutputStreamNoFinalizer::new));
      for (var name : new String[] {"plain", "gzip", "bzip2", "xz", "zstd"}) {
        assertThat(show(add(context, stage, name, "/d")))
            .as(name)
            .isEqualTo("/d/ 755 0:0 @1000\n/d/f 644 3:4 @7 'x'\n");
      }
    }

    @Test
    void thatIsNoneIsCopied() throws IOException {
      context
          .file("empty.tar.gz", "")
          .file("text.tar", "no tar")
          .file(TreePath.of("zero.tar"), 0644, new byte[10_240])
          .file(
              TreePath.of("text.gz"),
              0644,
              compressed("text".getBytes(StandardCharsets.UTF_8), GZIPOutputStream::new))
          .file(TreePath.of("broken.gz"), 0644, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
      for (var name :
          new String[] {"empty.tar.gz", "text.tar", "zero.tar", "text.gz", "broken.gz"}) {
        assertThat(add(context, stage, name, "/d/").put).containsExactly(paths("d", "d/" + name));
      }
    }

    @Test
    void isCopiedByCopyAndInsideADirectory() {
      archive(tar().file("f", "x"));
      assertThat(Copies.copy(context, stage, "a.tar", "/d/").put).contains(paths("d/a.tar"));
      assertThat(add(context, stage, ".", "/d/").put).contains(paths("d/a.tar"));
    }

    @Test
    void isFoundThroughALinkAndByAPattern() {
      archive(tar().file("f", "x"));
      context.symlink("link", "a.tar");
      assertThat(add(context, stage, "link", "/d/").put).containsExactly(paths("d", "d/f"));
      assertThat(add(context, stage, "*.tar", "/d/").put).containsExactly(paths("d", "d/f"));
    }

    @Test
    void thatIsCutOffIsAnError() throws IOException {
      var tar = tar().file("f", "x".repeat(5_000)).toArray();
      context.file(TreePath.of("cut.tar"), 0644, Arrays.copyOf(tar, 2_000));
      var gzip = compressed(tar, GZIPOutputStream::new);
      context.file(TreePath.of("damaged.tgz"), 0644, Arrays.copyOf(gzip, gzip.length - 12));
      for (var name : new String[] {"cut.tar", "damaged.tgz"}) {
        assertThatThrownBy(() -> add(context, stage, name, "/d"))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining("the archive /" + name + " cannot be extracted");
      }
    }
  }

  @Nested
  class SparseFiles {
    @Test
    void areWhole() {
      context.file(TreePath.of("a.tar"), 0644, RawTar.sparse("10", "2", "2,1,6,2", "abc"));

      var layer = add(context, stage, "a.tar", "/d/");

      assertThat(Copies.content(layer.tree, TreePath.of("d/f"))).isEqualTo("\0\0a\0\0\0bc\0\0");
    }

    @Test
    void thatWouldFillTheDiskAreRefusedBeforeTheyDo() {
      context.file(
          TreePath.of("a.tar"), 0644, RawTar.sparse("9223372036854775807", "1", "0,3", "abc"));

      assertThatThrownBy(() -> add(context, stage, "a.tar", "/d/"))
          .isInstanceOf(BuildException.OverLimit.class)
          .hasMessageStartingWith(
              "the archive /a.tar cannot be extracted: its sparse file 'f' has 9223372036854775807 bytes, nearly all of them zeros, and the disk of the local store has ");
    }

    @Test
    void withAMapThatCannotBeAreAnError() {
      context.file(TreePath.of("a.tar"), 0644, RawTar.sparse("10", "2", "4,2,5,1", "abc"));

      assertThatThrownBy(() -> add(context, stage, "a.tar", "/d/"))
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("they overlap");
    }
  }

  @Nested
  class Entries {
    @Test
    void keepTheirOwnersModesTimesAndCapabilities() {
      assertThat(
              show(
                  extract(
                      tar()
                          .directory("d/", 02750)
                          .file("d/f", 04755, "x")
                          .symlink("d/l", "/f")
                          .device("d/null", 1, 3)
                          .attributed(
                              "d/c",
                              Map.of(
                                  "SCHILY.xattr.security.capability", "cap",
                                  "SCHILY.xattr.user.note", "n")),
                      "/x/")))
          .isEqualTo(
              """
              /x/ 755 0:0 @1000
              /x/d/ 2750 3:4 @7
              /x/d/c 644 3:4 @7 '' {security.capability=cap}
              /x/d/f 4755 3:4 @7 'x'
              /x/d/l -> /f
              /x/d/null device 644 3:4 @7 1,3
              """);
    }

    @Test
    void takeTheOwnerThatIsAskedForAndNoMode() {
      archive(tar().file("d/f", "x"));
      assertThat(
              show(
                  run(
                      CopyOptions.add().chown("8:9").chmod("600").excludes(java.util.List.of("**")),
                      context,
                      stage,
                      "a.tar",
                      "/x")))
          .isEqualTo(
              """
              /x/ 755 8:9 @1000
              /x/d/ 755 0:0 @1000
              /x/d/f 644 8:9 @7 'x'
              """);
    }

    @Test
    void ofTheRootLeaveTheDestinationAlone() {
      stage.directory("x", 01777).owned("x", 1, 1);
      assertThat(show(extract(tar().directory("./", 0700).file("./f", ""), "/x")))
          .startsWith("/x/ 1777 1:1 ");
      assertThat(show(extract(tar().directory("./", 0700).file("./f", ""), "/new")))
          .startsWith("/new/ 755 0:0 ");
    }

    @Test
    void implyTheirDirectories() {
      assertThat(show(extract(tar().file("a/b/f", ""), "/")))
          .isEqualTo(
              """
              /a/ 755 0:0 @1000
              /a/b/ 755 0:0 @1000
              /a/b/f 644 3:4 @7 ''
              """);
    }

    @Test
    void replaceWhatIsThere() {
      stage.file("x/d/old", "").file("x/f", "").symlink("x/l", "f").symlink("x/m", "d");
      var layer =
          extract(
              tar()
                  .file("d", "was a directory")
                  .directory("f/", 0755)
                  .directory("l/", 0755)
                  .file("m", "was a link"),
              "/x");
      assertThat(show(layer))
          .contains("/x/d 644 3:4 @7 'was a directory'", "/x/f/ 755", "/x/l/ 755", "/x/m 644");
      assertThat(layer.removed).isEmpty();
    }

    @Test
    void joinADirectoryThatIsThereAndGiveItTheirMetadata() {
      stage.directory("x/d", 0700).file("x/d/old", "");
      var layer = extract(tar().directory("d/", 0755).file("d/f", ""), "/x");
      assertThat(show(layer)).contains("/x/d/ 755 3:4 @7");
      assertThat(layer.put).doesNotContain(paths("x/d/old"));
      assertThat(layer.removed).isEmpty();
    }

    @Test
    void hideWhatADirectoryHeldThatWasAFileMeanwhile() {
      stage.file("x/d/old", "").file("x/d/e/older", "").file("x/d/kept", "");
      var layer =
          extract(
              tar()
                  .file("d", "")
                  .directory("d/", 0755)
                  .directory("d/e/", 0755)
                  .file("d/kept", "new"),
              "/x");
      assertThat(layer.put).containsExactly(paths("x", "x/d", "x/d/e", "x/d/kept"));
      assertThat(layer.removed).containsExactly(paths("x/d/e/older", "x/d/old"));
    }

    @Test
    void hideWhatADirectoryHeldInADirectoryThatIsNewToo() {
      stage.file("x/d/e/old", "").file("x/d/e/f/older", "");
      var layer =
          extract(
              tar()
                  .file("d", "")
                  .directory("d/", 0755)
                  .file("d/e", "")
                  .directory("d/e/", 0755)
                  .file("d/e/f", "a directory below"),
              "/x");
      assertThat(layer.put).containsExactly(paths("x", "x/d", "x/d/e", "x/d/e/f"));
      assertThat(layer.removed).containsExactly(paths("x/d/e/old"));
    }

    @Test
    void areReplacedByLaterOnesOfTheirName() {
      assertThat(show(extract(tar().file("f", "1").file("f", "2"), "/")))
          .isEqualTo("/f 644 3:4 @7 '2'\n");
      assertThat(extract(tar().directory("d/", 0755).file("d/f", "1").file("d", "2"), "/").put)
          .containsExactly(paths("d"));
    }

    @Test
    void cannotBeWhiteouts() {
      assertThatThrownBy(() -> extract(tar().file("d/.wh.f", ""), "/"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("/d/.wh.f cannot be in an image");
    }
  }

  @Nested
  class HardLinks {
    @Test
    void countFromTheDestination() {
      assertThat(show(extract(tar().file("f", "x").hardLink("d/g", "/f", 0600), "/y")))
          .isEqualTo(
              """
              /y/ 755 0:0 @1000
              /y/d/ 755 0:0 @1000
              /y/d/g 600 3:4 @7 linked 1 'x'
              /y/f 600 3:4 @7 linked 1 'x'
              """);
    }

    @Test
    void shareTheirFileAlsoInLongChains() {
      assertThat(
              show(
                  extract(
                      tar()
                          .file("f", "x")
                          .hardLink("g", "f", 0644)
                          .hardLink("h", "g", 0644)
                          .file("g", "y"),
                      "/")))
          .isEqualTo(
              """
              /f 644 3:4 @7 linked 1 'x'
              /g 644 3:4 @7 'y'
              /h 644 3:4 @7 linked 1 'x'
              """);
    }

    @Test
    void beforeTheirTargetAreAnError() {
      assertThatThrownBy(() -> extract(tar().hardLink("g", "f", 0644).file("f", "x"), "/y"))
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("'g' leads to 'f'");
    }

    @Test
    void canRepeatAFileOfTheStage() {
      stage.file("y/f", "x");
      assertThat(show(extract(tar().hardLink("g", "f", 0644), "/y")))
          .contains("/y/g 644 3:4 @7 'x'")
          .doesNotContain("/y/f");
    }
  }

  @Nested
  class HostileNames {
    @Test
    void stayBelowTheDestination() {
      assertThat(
              extract(tar().file("/abs", "").file("../../up", "").file("a/../../b", ""), "/x").put)
          .containsExactly(paths("x", "x/abs", "x/b", "x/up"));
    }

    @Test
    void inLinksStayBelowTheDestination() {
      stage.file("etc/shadow", "secret");
      assertThatThrownBy(() -> extract(tar().hardLink("g", "../../etc/shadow", 0644), "/x"))
          .isInstanceOf(BuildException.Malformed.class);
    }

    @Test
    void behindALinkStayBelowTheDestinationToo() {
      stage.directory("etc", 0755).directory("x/etc", 0755).symlink("x/m", "/etc");
      assertThat(
              extract(
                      tar()
                          .symlink("l", "../../../../../etc")
                          .file("l/passwd", "x")
                          .hardLink("n", "m/passwd", 0644)
                          .file("m/group", "y"),
                      "/x")
                  .put)
          .containsExactly(paths("x", "x/etc", "x/etc/group", "x/etc/passwd", "x/l", "x/n"));
    }

    @Test
    void behindALinkOfTheStageReachWhatItMeansInTheImage() {
      stage.directory("srv/real", 0755).symlink("x/m", "/srv/real");
      assertThat(extract(tar().file("m/f", ""), "/x").put)
          .containsExactly(paths("srv", "srv/real", "srv/real/f"));
    }

    @Test
    void behindALinkOfTheArchiveDoNotReachTheImage() {
      stage.directory("srv/real", 0755);
      for (var link : new String[] {"/srv/real", "../../srv/real", "nowhere"}) {
        assertThatThrownBy(() -> extract(tar().symlink("m", link).file("m/f", ""), "/x"))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining("leads nowhere");
      }
    }

    @Test
    void behindAFileAreAnError() {
      assertThatThrownBy(() -> extract(tar().file("f", "").file("f/g", ""), "/x"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("cannot copy to non-directory: /x/f");
    }

    @Test
    void behindLinksInACircleAreAnError() {
      assertThatThrownBy(
              () -> extract(tar().symlink("a", "b").symlink("b", "a").file("a/f", ""), "/x"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("lead in a circle");
    }
  }
}
