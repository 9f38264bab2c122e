package dev.slipway.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc|3",
        "Grüße|5",
        "e\u0301|1",
        "日本|4",
        "한글|4",
        "✅|2",
        "❌|2",
        "⚡|2",
        "⭐|2",
        "⌛|2",
        "🚀|2",
        "🈁|2",
        "⚠\ufe0f|2",
        "⚠|1",
        "→|1",
        "█|1",
        "─|1"
      })
  void countsTheCellsOfATerminal(String text, int cells) {
    assertThat(Cells.width(text)).isEqualTo(cells);
  }

  @Test
  void cutsBeforeASignThatDoesNotFit() {
    assertThat(Cells.cut("✅✅✅", 6)).isEqualTo("✅✅✅");
    assertThat(Cells.cut("✅✅✅", 5)).isEqualTo("✅✅…");
    assertThat(Cells.cut("✅✅✅", 4)).isEqualTo("✅…");
    assertThat(Cells.cut("abc", 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // As `tput sgr0`, `tput bold` and colours write them.
        "'\u001b(B\u001b[mplain'|plain",
        "'\u001b[1;31mred\u001b[0m'|red",
        "'\u001b[38:2::1:2:3mtrue\u001b[m'|true",
        // Titles, links, and pictures.
        "'\u001b]0;title\u0007x'|x",
        "'\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\'|link",
        "'\u001bPq#0;2;0;0;0~~\u001b\\x'|x",
        "'\u001b_Gi=1;AAAA\u001b\\x'|x",
        "'\u001b7x\u001b8'|x",
        "'\u001bcx'|x",
        "'a\u001b🚀'|a🚀",
        "'a\u001b'|a",
        "'a\u0008\u009bb'|ab",
        "'a\tb'|a       b",
        "'日\tb'|日      b"
      })
  void leavesOutWhatATerminalWouldObey(String text, String plain) {
    assertThat(Cells.plain(text)).isEqualTo(plain);
  }

  @Test
  void takesALineOfManyTabs() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> Cells.plain("\t".repeat(100_000)).length());
  }
}
