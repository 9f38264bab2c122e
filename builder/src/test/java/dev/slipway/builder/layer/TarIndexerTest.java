package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarIndexerTest {
  @TempDir Path folder;

  @Test
  void theIndexOfOurOwnTarIsTheOneThatWasWrittenWithIt() throws IOException {
    var tar = folder.resolve("a.tar");
    var index = folder.resolve("a.index");
    LayerSummary summary;
    try (var layer = LayerWriter.create(tar, index)) {
      LayerWriterTest.oneOfEverything(layer);
      summary = layer.finish();
    }

    var again = TarIndexer.index(tar, folder.resolve("b.index"));

    assertThat(again).isEqualTo(summary);
    assertThat(folder.resolve("b.index")).hasSameBinaryContentAs(index);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buildkit-copy", "buildkit-run"})
  void writesAgainToTheByteWhatBuildKitWrote(String name) throws IOException {
    var theirs = resource(name + ".tar.gz");
    // What the layer links and removes is in none below; the tree does not need it.
    var files = store(theirs);
    var tree = MergedTree.of(List.of(files));
    var ours = folder.resolve("ours.tar");
    try (var layer = LayerWriter.create(ours, folder.resolve("ours.index"))) {
      for (var changes = tree.changes(); changes.hasNext(); ) {
        switch (changes.next()) {
          case Change.Put(var path, var node) -> layer.put(path, node, content(tree, path));
          case Change.PutOpaque(var path, var node) -> layer.put(path, node, content(tree, path));
          case Change.Remove(var path) -> layer.remove(path);
        }
      }
      layer.finish();
    }

    assertThat(Files.readAllBytes(ours)).isEqualTo(theirs);
  }

  @Test
  void copiesAllBytesAlsoThoseBehindTheEnd() throws IOException {
    var tar = Arrays.copyOf(new Tars().file("a", "1").toArray(), 40_000);
    tar[39_999] = 7;

    var files = store(tar);

    assertThat(Files.readAllBytes(files.tar())).isEqualTo(tar);
    var summary = LayerIndex.open(files.index()).summary();
    assertThat(summary).isEqualTo(new LayerSummary(Digest.of(tar), 40_000, 1));
  }

  @Test
  void aTarMayEndWithoutItsEmptyBlocks() throws IOException {
    try (var tree = tree(Arrays.copyOf(new Tars().file("a", "1").toArray(), 1024))) {
      assertThat(content(tree, TreePath.of("a")).open()).hasContent("1");
    }
    try (var tree = tree(new byte[0])) {
      assertThat(tree.children(TreePath.ROOT)).isExhausted();
    }
  }

  @Test
  void readsLongNamesInBothWays() throws IOException {
    var name = "d".repeat(150) + "/" + "f".repeat(180);
    for (var tars : new Tars[] {new Tars(), new Tars().longNamesAsGnu()}) {
      var tree = tree(tars.file(name, "x").symlink("link", name).hardLink("hard", name).toArray());

      assertThat(tree.find(TreePath.of(name))).containsInstanceOf(Node.RegularFile.class);
      assertThat(((Node.Symlink) node(tree, "link")).target()).isEqualTo(Bytes.of(name));
      assertThat(((Node.RegularFile) node(tree, "hard")).size()).isEqualTo(1);
    }
  }

  @Test
  void readsLargeNumbersInBothWays() throws IOException {
    for (var tars : new Tars[] {new Tars(), new Tars().longNamesAsGnu()}) {
      var tree =
          tree(
              tars.entry(
                      "a",
                      TarConstants.LF_NORMAL,
                      "",
                      entry -> {
                        entry.setIds(3_000_000, 4_000_000);
                        entry.setLastModifiedTime(FileTime.from(Instant.ofEpochSecond(-77)));
                      })
                  .toArray());

      var metadata = node(tree, "a").metadata();
      assertThat(metadata.uid()).isEqualTo(3_000_000);
      assertThat(metadata.gid()).isEqualTo(4_000_000);
      assertThat(metadata.seconds()).isEqualTo(-77);
    }
  }

  @Test
  void readsPaxRecords() throws IOException {
    var tree =
        tree(
            new Tars()
                .attributed(
                    "a",
                    Map.of(
                        "mtime", "-1.25",
                        "SCHILY.xattr.user.color", "red",
                        "SCHILY.xattr.security.capability", "cap",
                        "LIBARCHIVE.creationtime", "1"))
                .toArray());

    var metadata = node(tree, "a").metadata();
    assertThat(metadata.seconds()).isEqualTo(-2);
    assertThat(metadata.nanoseconds()).isEqualTo(750_000_000);
    assertThat(metadata.attributes())
        .containsOnlyKeys("security.capability", "user.color")
        .containsEntry("user.color", Bytes.of("red"));
  }

  @Test
  void passesOverGlobalHeadersAndVolumeNames() throws IOException {
    var global = RawTar.raw("pax_global_header", 'g', "30 comment=some commit\nxxxxxxx\n".length());
    var text = Arrays.copyOf("19 comment=x123456\n".getBytes(StandardCharsets.UTF_8), 512);
    var tree =
        tree(
            RawTar.joined(
                global, text, RawTar.raw("volume", 'V', 0), new Tars().file("a", "1").toArray()));

    assertThat(LayerStack.lines(tree)).containsExactly("/a = 1");
  }

  @Test
  void namesNeedNotBeUtf8() throws IOException {
    var header = RawTar.raw("f??", '0', 0);
    header[1] = (byte) 0xff;
    header[2] = (byte) 0xfe;
    RawTar.seal(header);

    var tree = tree(header);

    assertThat(tree.find(TreePath.of(new byte[] {'f', (byte) 0xff, (byte) 0xfe}))).isPresent();
    assertThat(LayerStack.lines(tree)).containsExactly("/f\\xff\\xfe = ");
  }

  @Test
  void absoluteAndDottedNamesAreAtTheRoot() throws IOException {
    var tree =
        tree(new Tars().file("/etc//a", "1").file("./b/./c", "2").file("d/../e", "3").toArray());

    assertThat(LayerStack.lines(tree))
        .containsExactly("/b/ 755", "/b/c = 2", "/e = 3", "/etc/ 755", "/etc/a = 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "a/../../b", "/..", "./.././x"})
  void refusesNamesThatClimbOutOfALayer(String name) {
    assertMalformed(new Tars().file(name, "").toArray(), "leads out of the root");
    assertMalformed(new Tars().hardLink("link", name).toArray(), "leads out of the root");
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.", "a/.wh..", ".wh..."})
  void refusesWhiteoutsOfNoName(String name) {
    assertMalformed(new Tars().file(name, "").toArray(), "removes no name");
  }

  @Test
  void passesOverWhatAufsLeftBehind() throws IOException {
    var tree =
        tree(
            new Tars()
                .file(".wh..wh.aufs", "")
                .directory(".wh..wh.plnk")
                .file(".wh..wh.plnk/12.34", "")
                .file("a", "")
                .toArray());

    assertThat(LayerStack.lines(tree)).containsExactly("/a = ");
  }

  @Test
  void refusesWhatNoLayerCanHold() {
    assertMalformed(RawTar.raw("socket", 's', 0), "type 's'");
    assertMalformed(RawTar.raw("multi", 'M', 0), "type 'M'");
    assertMalformed(new Tars().symlink("./", "x").toArray(), "root is not a directory");
    assertMalformed(new Tars().hardLink("a", "a").toArray(), "hard link");
    assertMalformed(new Tars().directory("d").hardLink("a", "d").toArray(), "to a directory");
    assertMalformed(new Tars().file("a", "").file("a/b", "").toArray(), "not a directory");
  }

  @Test
  void refusesWhatIsCutOffAndSaysWhere() {
    var tar = new Tars().file("a", "x".repeat(2000)).toArray();

    assertMalformed(Arrays.copyOf(tar, 100), "tar, byte 0: the tar ends within a header");
    assertMalformed(Arrays.copyOf(tar, 1500), "tar, byte 1500: the tar ends within a file");
    assertMalformed(Arrays.copyOf(tar, 2512), "within a file");
  }

  @Test
  void refusesANumberOutOfRange() {
    var header = RawTar.raw("a", '0', 0);
    Arrays.fill(header, 108, 116, (byte) 0xff);
    RawTar.seal(header);
    assertMalformed(header, "-1 is not a uid");

    Arrays.fill(header, 108, 116, (byte) '0');
    Arrays.fill(header, 124, 136, (byte) 0x7f);
    header[124] = (byte) 0x80;
    RawTar.seal(header);
    assertMalformed(header, "size is not a number");
  }

  @Test
  void oldDirectoriesAreFilesWithASlash() throws IOException {
    var tree = tree(RawTar.joined(RawTar.raw("d/", '\0', 0), RawTar.raw("d/f", '\0', 0)));

    assertThat(LayerStack.lines(tree)).containsExactly("/d/ 644", "/d/f = ");
  }

  @Test
  void whateverTheBytesTheOnlyFailureIsMalformed() throws IOException {
    var random = new Random(20261123);
    var seeds = new byte[][] {oddTar(), resource("buildkit-run.tar.gz"), oddTar()};
    for (int round = 0; round < 500; round++) {
      var tar = seeds[round % seeds.length].clone();
      int hits = 1 + random.nextInt(4);
      for (int hit = 0; hit < hits; hit++) {
        int at = random.nextInt(tar.length);
        tar[at] =
            (byte)
                (random.nextBoolean() ? random.nextInt() : "0/.7\0 5x=".charAt(random.nextInt(9)));
        // Mostly mend the checksum, so that what is behind it is reached.
        if (random.nextInt(8) > 0) {
          mend(tar, at / 512 * 512);
        }
      }
      try {
        LayerStack.lines(
            tree(random.nextInt(10) == 0 ? Arrays.copyOf(tar, random.nextInt(tar.length)) : tar));
      } catch (BuildException.Malformed expected) {
        assertThat(expected).hasMessageNotContaining("index");
      }
    }
  }

  private static void mend(byte[] tar, int block) {
    var header = Arrays.copyOfRange(tar, block, block + 512);
    if (header[257] == 'u') {
      RawTar.seal(header);
      System.arraycopy(header, 0, tar, block, 512);
    }
  }

  private static byte[] oddTar() {
    return new Tars()
        .directory("./", 0700)
        .file("a/b", "content")
        .hardLink("a/c", "a/b")
        .symlink("s", "a")
        .file("s/d", "behind")
        .file(".wh.gone", "")
        .file("a/.wh..wh..opq", "")
        .device("null", 1, 3)
        .file("n".repeat(120) + "/" + "m".repeat(120), "long")
        .attributed("cap", Map.of("SCHILY.xattr.security.capability", "x", "mtime", "1.5"))
        .toArray();
  }

  private void assertMalformed(byte[] tar, String message) {
    assertThatThrownBy(() -> store(tar))
        .isInstanceOf(BuildException.Malformed.class)
        .hasMessageContaining(message);
  }

  private LayerFiles store(byte[] tar) throws IOException {
    var files = new LayerFiles(folder.resolve("layer.tar"), folder.resolve("layer.index"));
    // Indexes are mapped: a new file, not new bytes in the old one.
    Files.deleteIfExists(files.index());
    TarIndexer.store(new ByteArrayInputStream(tar), files.tar(), files.index(), 1 << 30);
    return files;
  }

  private MergedTree tree(byte[] tar) throws IOException {
    return MergedTree.of(List.of(store(tar)));
  }

  private static Node node(MergedTree tree, String path) throws IOException {
    return tree.find(TreePath.of(path)).orElseThrow();
  }

  private static Content content(MergedTree tree, TreePath path) {
    return () -> tree.open(path);
  }

  private static byte[] resource(String name) throws IOException {
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(TarIndexerTest.class.getResourceAsStream(name), name))) {
      return in.readAllBytes();
    }
  }
}
