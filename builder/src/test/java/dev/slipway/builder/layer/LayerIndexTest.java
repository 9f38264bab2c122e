package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerIndexTest {
  @TempDir Path folder;
  Path file;
  byte[] whole;

  @BeforeEach
  void anIndexOfSeveralPages() throws IOException {
    var tars = new Tars();
    for (int i = 0; i < 3000; i++) {
      tars.file("folder%d/a-file-with-a-longer-name-%d".formatted(i / 100, i), "");
    }
    file = folder.resolve("index");
    TarIndexer.store(
        new ByteArrayInputStream(tars.toArray()), folder.resolve("tar"), file, 1 << 30);
    whole = Files.readAllBytes(file);
    assertThat(whole.length).isGreaterThan(3 * IndexFormat.PAGE_LENGTH);
  }

  @Test
  void findsEveryPathAndNoOther() throws IOException {
    var index = LayerIndex.open(file);

    for (int i = 0; i < 3000; i++) {
      var path = TreePath.of("folder%d/a-file-with-a-longer-name-%d".formatted(i / 100, i));
      assertThat(index.record(index.find(path)).path()).isEqualTo(path);
      assertThat(index.find(path.child(Bytes.of("x")))).isEqualTo(-1);
    }
    assertThat(index.end(index.find(TreePath.of("folder7"))) - index.find(TreePath.of("folder7")))
        .isEqualTo(101);
  }

  @Test
  void refusesAFileThatIsCutOff() {
    for (int length : new int[] {0, 5, 127, 128, 70_000, whole.length - 1}) {
      assertDamaged(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void refusesAnotherVersion() {
    var other = whole.clone();
    other[IndexFormat.AT_VERSION + 3]--;

    assertDamaged(other);
  }

  @Test
  void noticesEveryChangedByte() {
    for (int at = 0; at < whole.length; at += 997) {
      var changed = whole.clone();
      changed[at] ^= 0x10;
      assertDamaged(changed);
    }
  }

  @Test
  void noticesAPageThatWasNeverWritten() {
    var torn = whole.clone();
    Arrays.fill(torn, 65_536, 65_536 + 4096, (byte) 0);

    assertDamaged(torn);
  }

  @Test
  void isMadeAnewFromTheTarWhenItIsOfAnotherVersionOrMissing() throws IOException {
    var layer = new LayerFiles(folder.resolve("tar"), folder.resolve("other"));
    var other = whole.clone();
    other[IndexFormat.AT_VERSION + 3]--;
    Files.write(layer.index(), other);

    try (var tree = MergedTree.of(List.of(layer))) {
      assertThat(tree.find(TreePath.of("folder0"))).isPresent();
    }

    assertThat(layer.index()).hasBinaryContent(whole);
    Files.delete(layer.index());
    MergedTree.of(List.of(layer)).close();
    assertThat(layer.index()).hasBinaryContent(whole);
    assertThat(folder.toFile().list()).containsOnly("tar", "index", "other");
  }

  private void assertDamaged(byte[] bytes) {
    assertThatThrownBy(
            () -> {
              var copy = Files.write(folder.resolve("copy" + System.nanoTime()), bytes);
              LayerIndex.open(copy).verify();
            })
        .isInstanceOf(BuildException.Malformed.class)
        .hasMessageContaining("is not a layer index");
  }
}
