package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// GNU tar reads what [LayerWriter] writes, and [TarIndexer] what GNU tar writes.
class GnuTarTest {
  @TempDir Path folder;
  Path tree;

  @BeforeEach
  void aTree() throws IOException {
    assumeTrue(run("tar", "--version").contains("GNU tar"), "tar is not GNU tar");
    tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b/file"), "content");
    Files.createLink(tree.resolve("a/hard"), tree.resolve("a/b/file"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a/b"));
    Files.setLastModifiedTime(
        tree.resolve("a/b/file"), FileTime.from(Instant.ofEpochSecond(1_500_000_000, 250_000_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar", "gnu", "oldgnu", "posix"})
  void readsEachOfItsFormats(String format) throws IOException {
    var longName = "n".repeat(format.equals("v7") || format.equals("ustar") ? 90 : 200);
    Files.writeString(tree.resolve(longName), "long");
    var tar = folder.resolve("theirs.tar");
    run("tar", "--format=" + format, "-cf", tar.toString(), "-C", tree.toString(), ".");

    var merged = merged(tar);

    assertThat(LayerStack.lines(merged))
        .contains("/a/b/file = content", "/a/hard = content", "/link -> a/b")
        .contains("/" + longName + " = long");
    var file = (Node.RegularFile) merged.find(TreePath.of("a/b/file")).orElseThrow();
    var hard = (Node.RegularFile) merged.find(TreePath.of("a/hard")).orElseThrow();
    assertThat(file.linkGroup()).isNotZero().isEqualTo(hard.linkGroup());
    assertThat(file.metadata().seconds()).isEqualTo(1_500_000_000);
    assertThat(file.metadata().nanoseconds()).isEqualTo(format.equals("posix") ? 250_000_000 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix"})
  void refusesSparseFiles(String format) throws IOException {
    try (var file = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      file.seek(10 << 20);
      file.write(1);
    }
    var tar = folder.resolve("theirs.tar");
    run("tar", "--sparse", "--format=" + format, "-cf", tar.toString(), "-C", tree.toString(), ".");

    assertThatThrownBy(() -> merged(tar))
        .isInstanceOf(BuildException.Malformed.class)
        .hasMessageContaining("sparse");
  }

  @Test
  void findsNoFaultInOurs() throws IOException {
    var tar = folder.resolve("ours.tar");
    try (var layer = LayerWriter.create(tar, folder.resolve("ours.index"))) {
      LayerWriterTest.oneOfEverything(layer);
      layer.finish();
    }

    assertThat(run("tar", "-tvf", tar.toString()).lines())
        .hasSize(12)
        .anyMatch(line -> line.contains("-rwsr-xr-x 0/0") && line.endsWith("bin/cat"))
        .anyMatch(line -> line.endsWith("bin/dog link to bin/cat"))
        .anyMatch(line -> line.contains("3000000/5"));
  }

  private MergedTree merged(Path tar) throws IOException {
    var index = folder.resolve("index");
    TarIndexer.index(tar, index, TarIndexer.Dialect.LAYER);
    return MergedTree.of(List.of(new LayerFiles(tar, index)));
  }

  private static String run(String... command) throws IOException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
