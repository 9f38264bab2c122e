package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashedFileTest {
  private static final int LARGE = 20 << 20;

  @TempDir Path folder;

  /// A disk that takes nothing, because the machine is at its end.
  private record Exhausted() implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      throw new OutOfMemoryError("no room for a buffer");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void writesAndHashesOnOneWay() throws IOException {
    var bytes = new byte[LARGE + 1];
    Arrays.fill(bytes, (byte) 7);
    var path = folder.resolve("file");
    try (var file = new HashedFile(path)) {
      file.write(bytes, 0, bytes.length);
      assertThat(file.position()).isEqualTo(bytes.length);
      assertThat(file.finish()).isEqualTo(Digest.of(bytes));
    }
    assertThat(path).hasSize(bytes.length);
    assertThat(Digest.of(Files.readAllBytes(path))).isEqualTo(Digest.of(bytes));
  }

  @Test
  void failsAndDoesNotWaitWhereTheOtherThreadHasNoMemory() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (var file = new HashedFile(new Exhausted())) {
            assertThatThrownBy(() -> file.write(new byte[LARGE], 0, LARGE))
                .isInstanceOf(IOException.class)
                .hasMessage("writing a layer failed: no room for a buffer");
          }
          try (var file = new HashedFile(new Exhausted())) {
            file.write(new byte[1 << 18], 0, 1 << 18);
            assertThatThrownBy(file::finish).hasRootCauseInstanceOf(OutOfMemoryError.class);
          }
        });
  }
}
