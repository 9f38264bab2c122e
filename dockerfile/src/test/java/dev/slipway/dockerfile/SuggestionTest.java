package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void isTheNearestOfTheKnownWords() {
    assertThat(Suggestion.of("biuld", List.of("base", "build", "built"))).contains("build");
    assertThat(Suggestion.of("build", List.of("built", "build"))).isEmpty();
    assertThat(Suggestion.of("tow", List.of("two"))).contains("two");
    assertThat(Suggestion.ignoringCase("RUNN", List.of("RUN"))).contains("RUN");
  }

  @Test
  void isNoWordOfWhichNothingWasWritten() {
    assertThat(Suggestion.of("x", List.of("a"))).isEmpty();
    assertThat(Suggestion.of("zz", List.of("a"))).isEmpty();
    assertThat(Suggestion.of("go", List.of("db"))).isEmpty();
  }

  @Test
  void isNotHiddenByAWordThatIsTooShort() {
    assertThat(Suggestion.of("ab", List.of("b", "abc"))).contains("abc");
  }

  @Test
  void isBuildKitsOwnWhereItsWordsAreKept() {
    assertThat(Suggestion.ofBuildKit("x", List.of("a"))).contains("a");
  }
}
