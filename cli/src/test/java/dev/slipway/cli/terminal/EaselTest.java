package dev.slipway.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class EaselTest {
  private static final TerminalSize SIZE = new TerminalSize(20, 10);

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  private Easel easel(Easel.Palette palette) {
    return new Easel(new PrintStream(terminal, true, UTF_8), palette);
  }

  private String written() {
    var text = terminal.toString(UTF_8).replace("\u001b[", "^");
    terminal.reset();
    return text;
  }

  private static Picture picture(String... lines) {
    return new Picture(
        List.of(lines).stream().map(line -> new Picture.Line(line, Picture.Tone.DONE)).toList());
  }

  @Test
  void paintsOverTheLastPictureAndShowsTheCursorAgain() {
    var easel = easel(Easel.Palette.NONE);
    easel.paint(picture("a", "b"), SIZE);
    assertThat(written()).isEqualTo("^?25l^2Ka\n^2Kb\n^J^?25h");
    easel.paint(picture("c"), SIZE);
    assertThat(written()).isEqualTo("^?25l\r^2A^2Kc\n^J^?25h");
    easel.leave(List.of("the end"));
    assertThat(written()).isEqualTo("the end\n");
  }

  @Test
  void countsTheRowsOfLinesThatANarrowerTerminalBroke() {
    var easel = easel(Easel.Palette.NONE);
    easel.paint(picture("x".repeat(19), "y"), SIZE);
    written();
    easel.paint(picture("z"), new TerminalSize(10, 10));
    assertThat(written()).startsWith("^?25l\r^3A");
  }

  @Test
  void staysWithinTheTerminal() {
    var easel = easel(Easel.Palette.NONE);
    easel.paint(picture("1", "2", "3", "4", "5", "6"), SIZE);
    written();
    easel.paint(picture("z"), new TerminalSize(20, 4));
    assertThat(written()).startsWith("^?25l\r^3A");
  }

  @Test
  void coloursOnlyWhereItMay() {
    easel(Easel.Palette.COLOURS).paint(picture("a"), SIZE);
    assertThat(written()).contains("^34ma^0m");
    easel(Easel.Palette.NONE).paint(picture("a"), SIZE);
    assertThat(written()).doesNotContain("m");
  }
}
