package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How help pages are set.
class HelpPageTest {
  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private static String description(Parameter parameter) {
    return switch (parameter) {
      case Flag flag -> flag.description();
      case Operand operand -> operand.description();
    };
  }

  /// Lines may end behind a comma or before a bracket wherever it stands, and then nobody can tell
  /// that `id=NAME,env=VARIABLE` is one word: other words around it help.
  @ParameterizedTest
  @EnumSource
  void noLineEndsWithinAWord(Verb verb) {
    var page = words(HelpPage.of(verb));
    for (var parameter : verb.command().parameters()) {
      assertThat(page).containsAll(words(description(parameter)));
    }
  }
}
