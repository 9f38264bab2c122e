package dev.slipway.builder.compress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadAheadTest {
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tellsWhatEndedItsThreadWhateverItWas() throws IOException {
    var origin = new ByteArrayInputStream(new byte[0]);
    try (var stream =
        new ReadAhead(
            () -> {
              throw new UnsatisfiedLinkError("no libzstd");
            },
            origin)) {
      assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("no libzstd");
    }
  }
}
