package dev.slipway.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What terminals of several sizes show of a build.
class BoardTest {
  private static final TerminalSize WIDE = new TerminalSize(60, 24);

  private final Board board = new Board("Building", seconds(0));

  private static long seconds(double time) {
    return TimeUnit.MILLISECONDS.toNanos((long) (time * 1000));
  }

  private List<String> lines(TerminalSize size, double time) {
    return board.picture(size, seconds(time)).lines().stream().map(Picture.Line::text).toList();
  }

  private void write(Object job, String text) {
    board.wrote(job, text.getBytes(UTF_8));
  }

  @Test
  void showsWhatIsDoneAndWhatIsRunningWithItsOutput() {
    board.cached(1, "[base 1/2] COPY a /", seconds(0));
    board.begin(2, "[base 2/2] RUN make", seconds(0.5));
    write(2, "first\nsecond");
    assertThat(lines(WIDE, 2))
        .containsExactly(
            "[+] Building 2.0s (1/2)",
            " => CACHED [base 1/2] COPY a /                         0.0s",
            " => [base 2/2] RUN make                                1.5s",
            " => => # first",
            " => => # second");
  }

  @Test
  void collapsesWhenAJobIsDone() {
    board.begin(1, "RUN make", seconds(0));
    write(1, "a\nb\n");
    board.done(1, seconds(3));
    assertThat(lines(WIDE, 60)).hasSize(2).last().asString().endsWith(" 3.0s");
  }

  @Test
  void keepsWhatRunsInSightWhenThereIsLittleRoom() {
    for (int i = 0; i < 20; i++) {
      board.begin(i, "job " + i, seconds(i));
      if (i != 3) {
        board.done(i, seconds(i + 1));
      }
    }
    write(3, "one\ntwo\nthree\n");
    assertThat(lines(new TerminalSize(40, 8), 30))
        .extracting(line -> line.strip().replaceAll(" {2,}.*", ""))
        .containsExactly(
            "[+] Building 30.0s (19/20)",
            "=> job 3",
            "=> job 15",
            "=> job 16",
            "=> job 17",
            "=> job 18",
            "=> job 19");
  }

  @Test
  void showsAllInTheEndWhateverTheRoom() {
    for (int i = 0; i < 20; i++) {
      board.begin(i, "job " + i, seconds(0));
    }
    board.failed(19, seconds(1));
    board.end(seconds(2));
    var lines = lines(new TerminalSize(40, 8), 9);
    assertThat(lines).hasSize(21).first().isEqualTo("[+] Building 2.0s (20/20) FAILED");
    assertThat(lines.get(1)).startsWith(" => CANCELED job 0");
    assertThat(lines.getLast()).startsWith(" => ERROR job 19");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    board.begin(1, "RUN 日本語日本語日本語日本語 " + "x".repeat(300), seconds(0));
    write(1, "日本語".repeat(100) + "\n" + "\t".repeat(50) + "e\u0301".repeat(200));
    for (int columns = 1; columns < 130; columns++) {
      var size = new TerminalSize(columns, 20);
      assertThat(board.picture(size, seconds(1)).lines())
          .allSatisfy(line -> assertThat(Cells.width(line.text())).isLessThan(size.columns()));
    }
  }

  @Test
  void leavesOutWhatWouldTearThePicture() {
    board.begin(1, "RUN make", seconds(0));
    write(1, "\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\u0007\n10%\r20%\r30%\n");
    assertThat(lines(WIDE, 1)).endsWith(" => => # red bell", " => => # 30%");
  }

  @Test
  void leavesOutOfWarningsWhatWouldTearThem() {
    board.warn("one\u001b]0;title\u0007\ntwo\u001b[31m");
    assertThat(board.epilogue()).containsExactly("warning: one\ntwo");
  }

  @Test
  void saysInTheEndWhatFailedJobsWrote() {
    board.begin(1, "RUN make", seconds(0));
    write(1, "line\n".repeat(1500) + "the last words");
    board.begin(2, "RUN other", seconds(0));
    write(2, "nothing wrong\n");
    board.done(2, seconds(1));
    board.failed(1, seconds(1));
    board.warn("mind this");
    assertThat(board.epilogue())
        .startsWith(
            "warning: mind this",
            "------",
            " > RUN make:",
            "500 lines before these are not kept; --progress plain prints them",
            "line")
        .endsWith("the last words", "------")
        .doesNotContain("nothing wrong");
  }

  @Test
  void readsWhatSttySays() {
    assertThat(TerminalSize.parse("24 80\n")).isEqualTo(new TerminalSize(80, 24));
    assertThat(TerminalSize.parse("0 0\n")).isEqualTo(TerminalSize.USUAL);
    assertThat(TerminalSize.parse("stty: no")).isEqualTo(TerminalSize.USUAL);
  }
}
