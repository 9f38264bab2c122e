package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `java.time` judges what [Timestamp] reads and writes.
class TimestampTest {
  private static final long YEAR_0 = -62_167_219_200L;
  private static final long YEAR_10_000 = 253_402_300_800L;

  @Test
  void anyTimeOfFourDigitYears() {
    var random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      var time = Instant.ofEpochSecond(random.nextLong(YEAR_0, YEAR_10_000), nanoseconds(random));
      assertThat(Timestamp.text(time)).isEqualTo(time.toString());
      assertThat(Timestamp.parse(time.toString())).isEqualTo(time);
    }
  }

  private static int nanoseconds(Random random) {
    int value = random.nextInt(1_000);
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> value * 1_000_000;
      case 2 -> value * 1_000;
      default -> random.nextInt(1_000_000_000);
    };
  }

  @Test
  void timesOfOtherYears() {
    for (var time :
        new Instant[] {
          Instant.MIN,
          Instant.MAX,
          Instant.EPOCH,
          Instant.ofEpochSecond(YEAR_0 - 1),
          Instant.ofEpochSecond(YEAR_10_000)
        }) {
      assertThat(Timestamp.text(time)).isEqualTo(time.toString());
      assertThat(Timestamp.parse(time.toString())).isEqualTo(time);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-31T12:00:00.1Z",
        "2026-01-31T12:00:00.12345678Z",
        "2024-02-29T00:00:00Z",
        "2026-12-01T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-12-01T12:00:00+02:00",
        "2026-12-01T12:00:00.5-08:30",
        "2026-12-01t12:00:00z",
        "2026-12-01T12:00:00.Z"
      })
  void otherForms(String text) {
    assertThat(Timestamp.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-12-00T00:00:00Z",
        "2026-12-01T25:00:00Z",
        "2026-12-01T12:60:00Z",
        "2026-12-01T12:00:61Z",
        "2026-12-01 12:00:00Z",
        "2026-12-01T12:00:00.1234567890Z",
        "2026-12-01T12:00:00.12a4Z",
        "2026-12-01T12:00:00",
        "2026-12-01T12:00Z",
        "20261201T120000Z",
        "2026-12-01T12:00:00ZZ"
      })
  void noTime(String text) {
    assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeParseException.class);
    assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeParseException.class);
  }
}
