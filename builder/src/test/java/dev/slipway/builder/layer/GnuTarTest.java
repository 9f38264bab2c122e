package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=oldgnu",
        "--format=pax --sparse-version=0.0",
        "--format=pax --sparse-version=0.1",
        "--format=pax --sparse-version=1.0"
      })
  void readsSparseFilesWhole(String format) throws IOException {
    var longName = "l".repeat(150);
    var files =
        Map.of(
            "begins-with-data",
            sparse("begins-with-data", 9_000_001, 0, 65_536),
            "ends-with-data",
            sparse("ends-with-data", 10 << 20, (10 << 20) - 1),
            longName,
            // More pieces than fit into the header and one block behind it.
            sparse(longName, 40 << 20, IntStream.range(0, 40).map(i -> i << 20).toArray()),
            "nothing-but-a-hole",
            sparse("nothing-but-a-hole", 3_000_000),
            "odd",
            sparse("odd", 1_234_567, 300_000, 1_234_000));
    Files.createLink(tree.resolve("other-name"), tree.resolve("ends-with-data"));
    Files.writeString(tree.resolve("zz-after"), "what follows");
    var tar = folder.resolve("theirs.tar");
    var command = new ArrayList<>(List.of("tar", "--sparse", "--sort=name"));
    command.addAll(List.of(format.split(" ")));
    command.addAll(List.of("-cf", tar.toString(), "-C", tree.toString(), "."));
    run(command.toArray(String[]::new));
    assertThat(Files.size(tar)).isLessThan(1 << 20);

    try (var merged = merged(tar)) {
      for (var file : files.entrySet()) {
        var path = TreePath.of(file.getKey());
        var node = (Node.RegularFile) merged.find(path).orElseThrow();
        assertThat(node.size()).as(file.getKey()).isEqualTo(file.getValue().length);
        try (var content = merged.open(path)) {
          assertThat(content.readAllBytes()).as(file.getKey()).isEqualTo(file.getValue());
        }
      }
      try (var other = merged.open(TreePath.of("other-name"))) {
        assertThat(other.readAllBytes()).isEqualTo(files.get("ends-with-data"));
      }
      assertThat(merged.find(TreePath.of("other-name")))
          .isEqualTo(merged.find(TreePath.of("ends-with-data")));
      try (var after = merged.open(TreePath.of("zz-after"))) {
        assertThat(after).hasContent("what follows");
      }
      assertThat(merged.find(TreePath.of("a/b/file"))).isPresent();
    }
  }

  /// Makes a file of so many bytes with a byte at each of the places.
  private byte[] sparse(String name, int size, int... places) throws IOException {
    var content = new byte[size];
    try (var file = new RandomAccessFile(tree.resolve(name).toFile(), "rw")) {
      file.setLength(size);
      for (int place : places) {
        content[place] = 'x';
        file.seek(place);
        file.write('x');
      }
    }
    return content;
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
    TarIndexer.index(tar, index);
    return MergedTree.of(List.of(new LayerFiles(tar, index)));
  }

  private static String run(String... command) throws IOException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
