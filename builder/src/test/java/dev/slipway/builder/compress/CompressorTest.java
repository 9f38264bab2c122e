package dev.slipway.builder.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.slipway.builder.BuildException;
import dev.slipway.image.Compression;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 32768, 1048575, 1048576, 1048577, 3_000_000})
  void comesBackAsItWas(int length) throws IOException {
    for (var content : contents(length)) {
      for (var compression : Compression.values()) {
        var packed = compress(content, Packing.of(compression), 2);

        assertThat(decompress(packed)).isEqualTo(content);
      }
      assertThat(jdk(compress(content, new Packing(Compression.GZIP, 1), 2))).isEqualTo(content);
      assertThat(jdk(compress(content, new Packing(Compression.GZIP, 9), 2))).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theBytesDoNotDependOnTheThreads(Compression compression) throws IOException {
    var content = text(6_000_000);
    var one = compress(content, Packing.of(compression), 1);

    assertThat(compress(content, Packing.of(compression), 2)).isEqualTo(one);
    assertThat(compress(content, Packing.of(compression), 5)).isEqualTo(one);
  }

  @Test
  void describesTheBlob() throws IOException {
    var tar = Files.write(folder.resolve("tar"), text(3_000_000));
    var blob = folder.resolve("blob");

    try (var compressor = Compressor.with(2)) {
      var descriptor = compressor.compress(tar, blob, Packing.of(Compression.GZIP));

      assertThat(descriptor.mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
      assertThat(descriptor.digest()).isEqualTo(Digest.of(Files.readAllBytes(blob)));
      assertThat(descriptor.size()).isEqualTo(Files.size(blob)).isLessThan(1_500_000);
    }
  }

  @Test
  void gzipItselfFindsNoFault() throws IOException, InterruptedException {
    var blob = folder.resolve("blob.gz");
    Files.write(blob, compress(text(4_000_000), Packing.of(Compression.GZIP), 2));

    var gzip = new ProcessBuilder("gzip", "-t", blob.toString()).inheritIO().start();

    assertThat(gzip.waitFor()).isZero();
  }

  @Test
  void readsSeveralMembersAndFrames() throws IOException {
    var members = new ByteArrayOutputStream();
    var frames = new ByteArrayOutputStream();
    for (var part : new String[] {"one ", "", "two"}) {
      var member = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(member)) {
        gzip.write(part.getBytes(StandardCharsets.UTF_8));
      }
      members.writeBytes(member.toByteArray());
      frames.writeBytes(Zstd.compress(part.getBytes(StandardCharsets.UTF_8)));
    }

    assertThat(decompress(members.toByteArray())).asString().isEqualTo("one two");
    assertThat(decompress(frames.toByteArray())).asString().isEqualTo("one two");
    // A network gives a byte at a time and knows of none to come.
    assertThat(Decompression.open(new Dripping(members.toByteArray()), 100).readAllBytes())
        .asString()
        .isEqualTo("one two");
  }

  @Test
  void refusesWhatIsDamagedOrCutOff() throws IOException {
    for (var compression : new Compression[] {Compression.GZIP, Compression.ZSTD}) {
      var packed = compress(text(100_000), Packing.of(compression), 1);
      var damaged = packed.clone();
      damaged[packed.length / 2] ^= 0x55;

      for (var bad : new byte[][] {Arrays.copyOf(packed, packed.length - 3), damaged}) {
        assertThatThrownBy(() -> decompress(bad))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void refusesGarbageBehindAGzipMember() throws IOException {
    var packed = compress(text(100), Packing.of(Compression.GZIP), 1);

    assertThatThrownBy(() -> decompress(Arrays.copyOf(packed, packed.length + 5)))
        .isInstanceOf(BuildException.Malformed.class);
  }

  @Test
  void refusesMoreThanIsAllowed() throws IOException {
    var packed = compress(new byte[1_000_000], Packing.of(Compression.GZIP), 1);

    assertThatThrownBy(
            () -> Decompression.open(new ByteArrayInputStream(packed), 999_999).readAllBytes())
        .isInstanceOf(BuildException.OverLimit.class)
        .hasMessageContaining("999999");
  }

  @Test
  void aStreamThatIsClosedEarlyEndsItsThread() throws IOException {
    var packed = compress(new byte[10_000_000], Packing.of(Compression.GZIP), 2);
    var in = Decompression.open(new ByteArrayInputStream(packed), Long.MAX_VALUE);
    assertThat(in.read()).isZero();

    in.close();

    assertThat(in.read()).isEqualTo(-1);
  }

  static byte[][] contents(int length) {
    var random = new byte[length];
    new Random(length).nextBytes(random);
    return new byte[][] {new byte[length], random, text(length)};
  }

  static byte[] text(int length) {
    var random = new Random(42);
    var words = new String[2000];
    for (int i = 0; i < words.length; i++) {
      words[i] = Integer.toString(random.nextInt(1 << 28), 32);
    }
    var text = new StringBuilder(length + 20);
    while (text.length() < length) {
      text.append(words[(int) Math.abs(random.nextGaussian() * 500) % words.length]);
      text.append(random.nextInt(12) == 0 ? '\n' : ' ');
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), length);
  }

  private static byte[] compress(byte[] content, Packing packing, int threads) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var compressor = Compressor.with(threads)) {
      compressor.compress(new ByteArrayInputStream(content), out, packing);
    }
    return out.toByteArray();
  }

  private static byte[] decompress(byte[] packed) throws IOException {
    try (var in = Decompression.open(new ByteArrayInputStream(packed), Long.MAX_VALUE)) {
      return in.readAllBytes();
    }
  }

  private static byte[] jdk(byte[] packed) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  private static final class Dripping extends InputStream {
    private final InputStream in;

    Dripping(byte[] content) {
      in = new ByteArrayInputStream(content);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int start, int count) throws IOException {
      return in.read(target, start, Math.min(count, 1));
    }
  }
}
