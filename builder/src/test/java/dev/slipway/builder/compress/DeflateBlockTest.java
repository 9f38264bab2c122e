package dev.slipway.builder.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateBlockTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void anythingComesBackAtEveryLevel(int level) throws DataFormatException {
    var random = new Random(level);
    for (int round = 0; round < 300; round++) {
      check(odd(random, random.nextInt(3000)), level, random);
    }
    for (int round = 0; round < 12; round++) {
      check(odd(random, random.nextInt(400_000)), level, random);
    }
  }

  @Test
  void skewedFrequenciesKeepCodesShortEnough() throws DataFormatException {
    // Fibonacci's numbers make the deepest Huffman trees.
    var content = new ByteArrayOutputStream();
    int one = 1;
    int two = 1;
    for (int symbol = 0; symbol < 24; symbol++) {
      for (int i = 0; i < one; i++) {
        content.write(symbol * 7);
      }
      int next = one + two;
      one = two;
      two = next;
    }
    var shuffled = content.toByteArray();
    shuffle(shuffled);

    check(shuffled, 1, new Random(1));
    check(shuffled, 9, new Random(1));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 96994ecf4b43",
    "2, 61d08e297887",
    "6, 29a5fe4a9e8b",
    "9, 4a592077ab47",
  })
  void theBytesStayTheSame(int level, String digest) {
    var content = new ByteArrayOutputStream();
    for (var part : CompressorTest.contents(200_000)) {
      content.writeBytes(part);
    }
    var block = new DeflateBlock(content.toByteArray(), 1000, content.size() - 1000, true);

    assertThat(Digest.of(block.deflate(level)).brief()).isEqualTo(digest);
  }

  // Few or many symbols, runs, copies from near and far, noise.
  private static byte[] odd(Random random, int length) {
    var content = new byte[length];
    int symbols = 1 + random.nextInt(256);
    int at = 0;
    while (at < length) {
      int part = Math.min(length - at, 1 + random.nextInt(1 + random.nextInt(600)));
      int back = 1 + random.nextInt(Math.max(1, Math.min(at, 40_000)));
      int kind = random.nextInt(3);
      byte same = (byte) random.nextInt(symbols);
      for (int i = 0; i < part; i++, at++) {
        content[at] =
            switch (kind) {
              case 0 -> same;
              case 1 -> at >= back ? content[at - back] : same;
              default -> (byte) random.nextInt(symbols);
            };
      }
    }
    return content;
  }

  private static void shuffle(byte[] content) {
    var random = new Random(3);
    for (int i = content.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      byte held = content[i];
      content[i] = content[other];
      content[other] = held;
    }
  }

  private static void check(byte[] content, int level, Random random) throws DataFormatException {
    int window = Math.min(content.length, random.nextInt(2) * random.nextInt(32_769));
    int middle = window + random.nextInt(content.length - window + 1);
    var first = new DeflateBlock(content, window, middle - window, false).deflate(level);
    int secondWindow = Math.min(middle, ParallelGzip.WINDOW);
    var rest = Arrays.copyOfRange(content, middle - secondWindow, content.length);
    var second = new DeflateBlock(rest, secondWindow, content.length - middle, true).deflate(level);

    assertThat(inflate(content, window, first, second))
        .isEqualTo(Arrays.copyOfRange(content, window, content.length));
  }

  private static byte[] inflate(byte[] content, int window, byte[] first, byte[] second)
      throws DataFormatException {
    var inflater = new Inflater(true);
    var out = new byte[content.length - window + 1];
    if (window > 0) {
      inflater.setDictionary(content, 0, window);
    }
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    inflater.setInput(both);
    int count = inflater.inflate(out);
    assertThat(inflater.finished()).isTrue();
    assertThat(inflater.getRemaining()).isZero();
    inflater.end();
    return Arrays.copyOf(out, count);
  }
}
