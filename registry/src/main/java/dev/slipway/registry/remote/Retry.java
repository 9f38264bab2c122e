package dev.slipway.registry.remote;

import dev.slipway.registry.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// How often and how soon something is tried again.
///
/// The pauses double and are spread at random, so that many clients do not come back at once. A
/// server that says how long to wait is heard.
///
/// @param attempts how often something is tried in all
/// @param first the first pause
/// @param longest the longest pause; who is asked to wait longer gives up
public record Retry(int attempts, Duration first, Duration longest) {
  /// Five times, within about four seconds if no server asks for more than that.
  public static final Retry DEFAULT = new Retry(5, Duration.ofMillis(250), Duration.ofSeconds(60));

  /// Checks the count.
  ///
  /// @throws IllegalArgumentException when nothing would be tried at all
  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("%d attempts are none".formatted(attempts));
    }
  }

  /// Whether it is of use to try again after the attempt number `failed`, counted from 1.
  ///
  /// @param asked how long the server asked to wait
  public boolean allows(int failed, Optional<Duration> asked) {
    return failed < attempts && asked.filter(wait -> wait.compareTo(longest) > 0).isEmpty();
  }

  /// Waits after the attempt number `failed`, counted from 1.
  ///
  /// @param asked how long the server asked to wait
  /// @throws RegistryException.Cancelled when this thread is interrupted
  public void pause(String action, int failed, Optional<Duration> asked) {
    long doubled = first.toMillis() << Math.min(failed - 1, 20);
    long spread = doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
    long millis = Math.max(spread, asked.map(Duration::toMillis).orElse(0L));
    try {
      Thread.sleep(Math.min(millis, longest.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException.Cancelled(action + ": interrupted", e);
    }
  }

  /// Reads a `Retry-After`: seconds, or a date.
  public static Optional<Duration> after(Optional<String> field, Instant now) {
    return field.flatMap(
        text -> {
          if (text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Long.parseLong(text)));
          }
          try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(now, date.toInstant()))
                .filter(wait -> !wait.isNegative());
          } catch (DateTimeParseException e) {
            return Optional.empty();
          }
        });
  }
}
