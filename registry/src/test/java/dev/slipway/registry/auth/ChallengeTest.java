package dev.slipway.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  @Test
  void readsWhatDockerWrites() {
    assertThat(
            parse(
                "Bearer realm=\"https://auth.example/token\",service=\"registry\","
                    + "scope=\"repository:a/b:pull,push\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://auth.example/token",
                    "service", "registry",
                    "scope", "repository:a/b:pull,push")));
  }

  @Test
  void readsSeveralChallengesOfOneField() {
    assertThat(parse("Basic realm=\"x, y\", Bearer realm=z , service = s, Negotiate"))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "x, y")),
            new Challenge("bearer", Map.of("realm", "z", "service", "s")),
            new Challenge("negotiate", Map.of()));
  }

  @Test
  void readsSeveralFields() {
    assertThat(Challenge.parse(List.of("Basic realm=a", "BEARER REALM=b")))
        .extracting(Challenge::scheme)
        .containsExactly("basic", "bearer");
  }

  @Test
  void readsEscapes() {
    assertThat(parse("Basic realm=\"a\\\"b\\\\c\"").getFirst().find("realm")).contains("a\"b\\c");
  }

  @Test
  void keepsTheFirstOfTwoEqualNames() {
    assertThat(parse("Bearer realm=a,realm=b").getFirst().find("realm")).contains("a");
  }

  @Test
  void endsOnAnything() {
    var random = new Random(1);
    var letters = "Bearer realm=\"a\\,; \t=/:";
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(parse(text.toString())).isNotNull();
    }
    assertThat(parse("Bearer realm=\"" + "x".repeat(20_000))).isEmpty();
  }

  private static List<Challenge> parse(String field) {
    return Challenge.parse(List.of(field));
  }
}
