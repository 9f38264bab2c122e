package dev.slipway.builder.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.copy.ModeChange.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChangeTest {
  @ParameterizedTest
  @CsvFileSource(resources = "chmod.txt", delimiter = ' ')
  void lettersChangeTheModeAsBuildKitDoes(String text, Kind kind, String before, String after) {
    int changed = ModeChange.parse(text).apply(Integer.parseInt(before, 8), kind);
    assertThat("%04o".formatted(changed)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({"755, 755", "0755, 755", "7777, 7777", "0, 0", "00000644, 644"})
  void digitsAreTheMode(String text, String mode) {
    assertThat(ModeChange.parse(text).apply(0123, Kind.DIRECTORY))
        .isEqualTo(Integer.parseInt(mode, 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "10000", "u", "u+q", "u~x", "755,u+x", "u+x,", "x+u"})
  void refusesWhatIsNeither(String text) {
    assertThatThrownBy(() -> ModeChange.parse(text))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining("invalid chmod parameter");
  }
}
