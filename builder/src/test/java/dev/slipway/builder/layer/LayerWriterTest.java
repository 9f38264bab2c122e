package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerWriterTest {
  private static final Metadata DIRECTORY = Metadata.of(0755, 1_700_000_000);
  private static final Metadata FILE = Metadata.of(0644, 1_700_000_000);

  @TempDir Path folder;

  @Test
  void anEmptyLayerIsTwoEmptyBlocks() throws IOException {
    var summary = write(_ -> {});

    assertThat(summary.isEmpty()).isTrue();
    assertThat(Files.readAllBytes(tar())).isEqualTo(new byte[1024]);
    assertThat(summary.diffId()).isEqualTo(Digest.of(new byte[1024]));
  }

  @Test
  void namesItsBytes() throws IOException {
    var summary = write(LayerWriterTest::oneOfEverything);

    assertThat(summary.diffId()).isEqualTo(Digest.of(Files.readAllBytes(tar())));
    assertThat(summary.size()).isEqualTo(Files.size(tar()));
    assertThat(summary.entries()).isEqualTo(12);
    assertThat(LayerIndex.open(index()).summary()).isEqualTo(summary);
  }

  @Test
  void othersReadWhatItWrites() throws IOException {
    write(LayerWriterTest::oneOfEverything);

    assertThat(entries().stream().map(TarArchiveEntry::getName))
        .containsExactly(
            "bin/",
            "bin/cat",
            "bin/dog",
            "bin/.wh.gone",
            "dev/",
            "dev/null",
            "dev/pipe",
            "etc/",
            "etc/link",
            "etc/secret",
            "n".repeat(200),
            "z".repeat(60) + "/");
    var link = entries().get(2);
    assertThat(link.isLink()).isTrue();
    assertThat(link.getLinkName()).isEqualTo("bin/cat");
    assertThat(link.getUserName()).isEmpty();
    var secret = entries().get(9);
    assertThat(secret.getLongUserId()).isEqualTo(3_000_000);
    assertThat(secret.getLastModifiedTime().toMillis()).isEqualTo(-5000);
    assertThat(secret.getExtraPaxHeaders())
        .containsEntry("SCHILY.xattr.security.capability", "cap");
  }

  @Test
  void theContentWinsOverTheAnnouncedLengthOfASmallFile() throws IOException {
    write(
        layer -> {
          layer.put(TreePath.of("grown"), file(1), content("four"));
          layer.put(TreePath.of("shrunk"), file(9), content("four"));
        });

    assertThat(entries().stream().map(TarArchiveEntry::getSize)).containsExactly(4L, 4L);
  }

  @Test
  void refusesALargeFileThatChangedWhileItWasRead() {
    var large = new byte[3 << 20];

    assertThatThrownBy(() -> write(layer -> layer.put(TreePath.of("a"), file(4 << 20), of(large))))
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageContaining("/a changed while it was read");
    assertThatThrownBy(() -> write(layer -> layer.put(TreePath.of("a"), file(2 << 20), of(large))))
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageContaining("more came");
  }

  @Test
  void refusesWhatIsOutOfOrderOrWithoutParent() {
    assertThatThrownBy(
            () ->
                write(
                    layer -> {
                      layer.put(TreePath.of("b"), file(0), content(""));
                      layer.put(TreePath.of("a"), file(0), content(""));
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a is put into a layer after /b");
    assertThatThrownBy(() -> write(layer -> layer.put(TreePath.of("a/b"), file(0), content(""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without its directory");
  }

  @Test
  void refusesNamesThatWouldRemoveFiles() {
    assertThatThrownBy(() -> write(layer -> layer.put(TreePath.of(".wh.x"), file(0), content(""))))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining(".wh.");
  }

  @Test
  void writesLargeContentAsItIs() throws IOException {
    var large = new byte[(5 << 20) + 17];
    new Random(7).nextBytes(large);

    var summary = write(layer -> layer.put(TreePath.of("a"), file(large.length), of(large)));

    var bytes = Files.readAllBytes(tar());
    assertThat(summary.diffId()).isEqualTo(Digest.of(bytes));
    assertThat(Arrays.copyOfRange(bytes, 512, 512 + large.length)).isEqualTo(large);
  }

  static void oneOfEverything(LayerOutput layer) throws IOException {
    var capable = new TreeMap<String, Bytes>();
    capable.put("security.capability", Bytes.of("cap"));
    capable.put("user.other", Bytes.of("dropped"));
    layer.put(TreePath.of("bin"), new Node.Directory(DIRECTORY), none());
    layer.put(
        TreePath.of("bin/cat"), new Node.RegularFile(FILE.withMode(04755), 3, 7), content("cat"));
    layer.put(TreePath.of("bin/dog"), new Node.RegularFile(FILE.withMode(04755), 3, 7), none());
    layer.remove(TreePath.of("bin/gone"));
    layer.put(TreePath.of("dev"), new Node.Directory(DIRECTORY), none());
    layer.put(
        TreePath.of("dev/null"), new Node.Device(FILE, Node.Device.Kind.CHARACTER, 1, 3), none());
    layer.put(TreePath.of("dev/pipe"), new Node.Fifo(FILE), none());
    layer.put(TreePath.of("etc"), new Node.Directory(DIRECTORY), none());
    layer.put(
        TreePath.of("etc/link"), new Node.Symlink(FILE.withMode(0777), Bytes.of("../x")), none());
    layer.put(
        TreePath.of("etc/secret"),
        new Node.RegularFile(
            FILE.withOwner(3_000_000, 5).withTime(-5, 0).withAttributes(capable), 1, 0),
        content("s"));
    layer.put(TreePath.of("n".repeat(200)), file(1), content("n"));
    layer.put(TreePath.of("z".repeat(60)), new Node.Directory(DIRECTORY), none());
  }

  static Node.RegularFile file(long size) {
    return new Node.RegularFile(FILE, size, 0);
  }

  static Content none() {
    return () -> {
      throw new IOException("nobody should open this");
    };
  }

  static Content content(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Content of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  interface Filling {
    void fill(LayerOutput layer) throws IOException;
  }

  private LayerSummary write(Filling filling) throws IOException {
    try (var layer = LayerWriter.create(tar(), index())) {
      filling.fill(layer);
      return layer.finish();
    }
  }

  private Path tar() {
    return folder.resolve("layer.tar");
  }

  private Path index() {
    return folder.resolve("layer.index");
  }

  private List<TarArchiveEntry> entries() throws IOException {
    var entries = new ArrayList<TarArchiveEntry>();
    try (var archive = new TarArchiveInputStream(Files.newInputStream(tar()))) {
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
