package dev.slipway.builder.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.copy.ModeChange.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChangeTest {
  @ParameterizedTest
  @CsvSource({
    "'u+x', 644, 744",
    "'+x', 644, 755",
    "'a-w', 666, 444",
    "'go=', 777, 700",
    "'u=rw,go=r', 7777, 1644",
    "'go=u', 750, 777",
    "'u+s,g+s', 755, 6755",
    "'+t', 755, 1755",
    "'u-s', 4755, 755",
    "'a=rX', 640, 444",
    "'a=rX', 740, 555",
    "'u=rwx,g=rx,o=', 0, 750",
    "'u+r-w', 200, 400",
    "'o=g', 640, 644",
  })
  void lettersChangeTheModeAsChmodDoes(String text, String before, String after) {
    assertThat(ModeChange.parse(text).apply(Integer.parseInt(before, 8), Kind.OTHER))
        .isEqualTo(Integer.parseInt(after, 8));
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
