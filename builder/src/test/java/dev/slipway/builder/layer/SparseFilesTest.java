package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sparse files as no `tar` writes them; [GnuTarTest] has those that one does.
class SparseFilesTest {
  private static final String NOT_NUMBERS = "has a map that is not made of numbers";

  @TempDir Path folder;

  // The format in which the map stands in front of the content.
  static byte[] ofContent(String size, String map, String content) {
    var blocks = new String(RawTar.blocks(map), StandardCharsets.ISO_8859_1) + content;
    return RawTar.joined(
        RawTar.extended(
            "GNU.sparse.major=1",
            "GNU.sparse.minor=0",
            "GNU.sparse.name=f",
            "GNU.sparse.realsize=" + size),
        RawTar.raw("GNUSparseFile.0/f", '0', blocks.length()),
        RawTar.blocks(blocks));
  }

  // The oldest format: four pieces in the header.
  private static byte[] ofHeader(String size, String... numbers) {
    var header = RawTar.raw("f", 'S', 3);
    RawTar.put(header, 257, "ustar  \0");
    for (int i = 0; i < numbers.length; i++) {
      RawTar.put(header, 386 + 12 * i, numbers[i]);
    }
    RawTar.put(header, 483, size);
    RawTar.seal(header);
    return RawTar.joined(header, RawTar.blocks("abc"));
  }

  @Test
  void areWholeInEachFormat() throws IOException {
    var whole = "\0\0a\0\0\0bc\0\0";

    assertThat(read(RawTar.sparse("10", "2", "2,1,6,2", "abc"))).isEqualTo(whole);
    assertThat(read(ofContent("10", "2\n2\n1\n6\n2\n", "abc"))).isEqualTo(whole);
    assertThat(read(ofHeader("00000000012", "00000000002", "00000000001", "6", "2")))
        .isEqualTo(whole);
  }

  @Test
  void mayBeNothingButAHole() throws IOException {
    assertThat(read(RawTar.sparse("3", "0", "", ""))).isEqualTo("\0\0\0");
    assertThat(read(RawTar.sparse("3", "1", "3,0", ""))).isEqualTo("\0\0\0");
    assertThat(read(ofContent("0", "0\n", ""))).isEmpty();
  }

  @Test
  void areReadInAnySteps() throws IOException {
    var whole = "\0\0a\0\0\0bc\0\0".getBytes(StandardCharsets.ISO_8859_1);
    try (var tree = new LayerStack(folder).add(RawTar.sparse("10", "2", "2,1,6,2", "abc")).tree()) {
      for (int from = 0; from <= whole.length; from++) {
        try (var in = tree.open(TreePath.of("f"))) {
          in.skipNBytes(from);
          assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
          assertThat(in.read()).isEqualTo(-1);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10 | 2 | 4,1,2,2  | has a piece at 2 after one that ends at 5; they overlap
          10 | 2 | 4,2,5,1  | has a piece at 5 after one that ends at 6; they overlap
          10 | 1 | 8,3      | has a piece of 3 bytes at 8, which is beyond its 10 bytes
          10 | 1 | 11,0     | has a piece of 0 bytes at 11, which is beyond its 10 bytes
          10 | 1 | -1,3     | has a piece of 3 bytes at -1
          10 | 1 | 1,-3     | has a piece of -3 bytes at 1
          10 | 1 | 9223372036854775807,9223372036854775807 | which is beyond its 10 bytes
          10 | 1 | 1,2      | has pieces of 2 bytes together, and the tar holds 3 of it
          10 | 1 | 1,4      | has pieces of 4 bytes together, and the tar holds 3 of it
          10 | 2 | 1,3      | has 2 pieces, and its map has 2 numbers
          10 | 1 | 1,3,9    | has 1 pieces, and its map has 3 numbers
          10 | -1 | 1,3     | has -1 pieces
          10 | 9223372036854775807 | 1,3 | has 9223372036854775807 pieces
          10 | many | 1,3   | is not made of numbers
          10 | 1 | 1;3      | has 1 pieces, and its map has 1 numbers
          10 | 1 | 1,99999999999999999999 | is not made of numbers
          -5 | 1 | 1,3      | says that it has -5 bytes
          x  | 1 | 1,3      | is not made of numbers
          """)
  void refusesMapsThatCannotBe(String size, String count, String map, String complaint) {
    assertMalformed(RawTar.sparse(size, count, map, "abc"), "the sparse file 'f' ");
    assertMalformed(RawTar.sparse(size, count, map, "abc"), complaint);
  }

  @Test
  void refusesMapsBeforeTheContentThatCannotBe() {
    assertMalformed(ofContent("9", "1\n1\n", "abc"), NOT_NUMBERS);
    assertMalformed(ofContent("9", "1\n\n1\n", "abc"), NOT_NUMBERS);
    assertMalformed(ofContent("9", "-1\n", "abc"), NOT_NUMBERS);
    assertMalformed(ofContent("9", "9".repeat(40) + "\n", "abc"), NOT_NUMBERS);
    assertMalformed(ofContent("9", "1\n4\n3", "abc"), NOT_NUMBERS);
    assertMalformed(ofContent("9", "1\n4\n3\n", "abcd"), "3 bytes together, and the tar holds 4");
    assertMalformed(
        ofContent("9", "9223372036854775806\n" + "0\n".repeat(600_000), ""),
        "has a map of more than 1 MiB");
    assertMalformed(
        Arrays.copyOf(ofContent("9", "600\n" + "0\n".repeat(1200), ""), 2048),
        "ends within the map of a sparse file");
  }

  @Test
  void refusesMapsOfHeadersThatCannotBe() {
    assertMalformed(ofHeader("12", "x", "1"), NOT_NUMBERS);
    assertMalformed(ofHeader("y", "1", "1"), NOT_NUMBERS);
    assertMalformed(ofHeader("12", "6", "2", "2", "1"), "they overlap");
    var star = RawTar.raw("f", 'S', 0);
    assertMalformed(star, "is stored as star does it");
    var endless = ofHeader("12");
    endless[482] = 1;
    var block = new byte[512];
    block[504] = 1;
    var header = Arrays.copyOf(endless, 512);
    RawTar.seal(header);
    var parts = new byte[3000][];
    Arrays.fill(parts, block);
    parts[0] = header;
    assertMalformed(RawTar.joined(parts), "has a map of more than 1 MiB");
  }

  @Test
  void refusesFormatsThatNobodyKnowsAndWhatIsNoFile() {
    assertMalformed(
        RawTar.joined(
            RawTar.extended("GNU.sparse.major=2", "GNU.sparse.minor=0"), RawTar.raw("f", '0', 0)),
        "has the format 2.0, which nobody knows here; make the tar again without --sparse");
    assertMalformed(
        RawTar.joined(
            RawTar.extended("GNU.sparse.map=0,0", "GNU.sparse.numblocks=1"),
            RawTar.raw("d", '5', 0)),
        "'d' is no file, and stored as a sparse one");
    assertMalformed(
        RawTar.joined(
            RawTar.extended("GNU.sparse.offset=0", "GNU.sparse.offset=0"), RawTar.raw("f", '0', 0)),
        "has an offset without a length");
  }

  @Test
  void ofExabytesAreOverTheLimit() {
    assertThatThrownBy(
            () ->
                new LayerStack(folder).add(RawTar.sparse("9223372036854775807", "1", "0,3", "abc")))
        .isInstanceOf(BuildException.OverLimit.class)
        .hasMessage(
            "the sparse file 'f' has 9223372036854775807 bytes; the files of the layer may have 1073741824 together");
    assertThatThrownBy(
            () ->
                new LayerStack(folder)
                    .add(
                        RawTar.joined(
                            RawTar.sparse("1073741824", "0", "", ""),
                            RawTar.sparse("1", "0", "", ""))))
        .isInstanceOf(BuildException.OverLimit.class);
  }

  @Test
  void whateverTheBytesTheOnlyFailuresAreOurs() throws IOException {
    var random = new Random(20261130);
    var seeds =
        new byte[][] {
          RawTar.sparse("10", "2", "2,1,6,2", "abc"),
          ofContent("1000", "2\n2\n1\n6\n2\n", "abc"),
          ofHeader("00000000012", "00000000002", "00000000001", "6", "2")
        };
    for (int round = 0; round < 3000; round++) {
      var tar = seeds[round % seeds.length].clone();
      for (int hit = random.nextInt(3); hit >= 0; hit--) {
        int at = random.nextInt(tar.length);
        if (tar[at] != 0 || random.nextInt(20) == 0) {
          tar[at] = (byte) "0123456789,\n-\0xS".charAt(random.nextInt(16));
        }
        int block = at / 512 * 512;
        var header = Arrays.copyOfRange(tar, block, block + 512);
        if (header[257] == 'u') {
          RawTar.seal(header);
          System.arraycopy(header, 0, tar, block, 512);
        }
      }
      var stack = folder.resolve("round" + round);
      Files.createDirectory(stack);
      try (var tree = new LayerStack(stack).add(tar).tree()) {
        LayerStack.lines(tree);
      } catch (BuildException.Malformed | BuildException.OverLimit expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  private String read(byte[] tar) throws IOException {
    var stack = Files.createTempDirectory(folder, "stack");
    try (var tree = new LayerStack(stack).add(tar).tree();
        InputStream in = tree.open(TreePath.of("f"))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private void assertMalformed(byte[] tar, String message) {
    assertThatThrownBy(() -> new LayerStack(folder).add(tar))
        .isInstanceOf(BuildException.Malformed.class)
        .hasMessageContaining(message);
  }
}
