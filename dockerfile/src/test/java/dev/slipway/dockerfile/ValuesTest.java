package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final Variables VARIABLES =
      Variables.of(Map.of("v", "aXbXc", "path", "/usr/local/bin", "empty", "", "s", "a b"));

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "5s,5s",
    "90s,1m30s",
    "1.5h,1h30m0s",
    "1m0.25s,1m0.25s",
    "-3ms,-3ms",
    "1500us,1.5ms",
    "100ns,100ns",
    "+1h,1h0m0s",
    ".5s,500ms",
    "2562047h,2562047h0m0s"
  })
  void durationsReadAndWriteAsInGo(String text, String shown) {
    assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1d", "1..5s", "5 s", "-", "3000000h", "1s2"})
  void durationsNeedUnits(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "9,true",
    "0,false",
    "-1,true",
    "SIGTERM,true",
    "term,true",
    "RTMIN+3,true",
    "SIGRTMAX-14,true",
    "RTMAX-15,false",
    "SIGSIGTERM,false",
    "FOO,false",
    "'',false"
  })
  void signalsHaveNamesAndNumbers(String signal, boolean known) {
    assertThat(Signals.isKnown(signal)).isEqualTo(known);
  }

  @Test
  void portsMayBeRanges() {
    assertThat(PortRange.parse("8000-8002/UDP").keys())
        .containsExactly("8000/udp", "8001/udp", "8002/udp");
    assertThat(PortRange.parse("127.0.0.1:80:8080").keys()).containsExactly("8080/tcp");
    assertThat(PortRange.parse("[::1]:80:8080/").mapped()).isTrue();
    assertThat(PortRange.parse("80").mapped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70000|invalid containerPort: 70000",
        "9-8|invalid containerPort: 9-8",
        "80/http|invalid port: \"80/http\": invalid proto: http",
        "/tcp|invalid port: \"/tcp\": no port specified",
        "a:80|invalid hostPort: a",
        "x:1:80|invalid IP address: x",
        "1-2:80-82|invalid ranges specified for container and host Ports: 80-82 and 1-2",
      })
  void portsMustBePorts(String word, String problem) {
    assertThatThrownBy(() -> PortRange.parse(word)).hasMessage(problem);
  }

  @ParameterizedTest
  @CsvSource({"/a/../b/,/b", "a//./b,a/b", "../a,../a", "/..,/", "'',.", "a/..,.", "/a/../../b,/b"})
  void pathsAreCleanedByTextAlone(String path, String cleaned) {
    assertThat(SlashPath.clean(path)).isEqualTo(cleaned);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${path##*/}|bin",
        "${path#*/}|usr/local/bin",
        "${path%/*}|/usr/local",
        "${path%%/*}|''",
        "${v/X/-}|a-bXc",
        "${v//X/-}|a-b-c",
        "${v//?/z}|zzzzz",
        "${v/X*/}|a",
        "${v//X/[$0]}|a[]b[]c",
        "${v//X/[\\$0]}|a[\\X]b[\\X]c",
        "${v/X/'q'}|aqbXc",
        "${path//\\//-}|-usr-local-bin",
        "${path#}|/usr/local/bin",
        "${path%bin}|/usr/local/",
        "${path%?in}|/usr/local/",
        "${path#/usr}|/local/bin",
        "${path%é}|/usr/local/bin",
        "${path%%.*}|/usr/local/bin",
        "${none:-a b}|a b",
        "${empty-x}|''",
        "${empty:-x}|x",
        "${empty+x}|x",
      })
  void substitutionsFollowTheShell(String word, String expected) {
    assertThat(new Expander('\\').expand(word, VARIABLES).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${none?}|none: is not allowed to be unset",
        "${none:?}|none: is not allowed to be unset",
        "${empty:?}|empty: is not allowed to be empty",
        "${none:?set it}|none: set it",
        "${v|unsupported modifier (\uFFFD) in substitution",
        "${v:|syntax error: missing '}'",
        "${v:-|syntax error: missing '}'",
        "${v/p}|syntax error: missing '/' in ${}",
        "${v/p/r|syntax error: missing '}'",
        "${v:#x}|unsupported modifier (:#) in substitution",
        "${v:=x}|unsupported modifier (:=) in substitution",
        "${v^}|unsupported modifier (^) in substitution",
        "${!v}|unsupported modifier (v) in substitution",
        "${|syntax error: missing '}'",
        "${}|syntax error: bad substitution",
        "${v#\\x}|invalid pattern (\\x) in substitution: invalid escape '\\x'",
      })
  void substitutionsThatFailSayWhy(String word, String problem) {
    assertThatThrownBy(() -> new Expander('\\').expand(word, VARIABLES))
        .isInstanceOf(DockerfileException.Unexpandable.class)
        .hasMessage("failed to process \"" + word + "\": " + problem);
  }

  @Test
  void expansionTellsWhatItUsed() {
    var expanded = new Expander('\\').expand("$v ${none:-$s} \"$gone\"", VARIABLES);
    assertThat(expanded.used()).containsExactly("v", "s");
    assertThat(expanded.undefined()).containsExactly("none", "gone");
    assertThat(expanded.words()).containsExactly("aXbXc", "a", "b");
  }

  @Test
  void bodiesKeepTheirQuotes() {
    assertThat(Expander.expandBody("'$v' \"\\$v\" \\\\ \\x\\\n", VARIABLES).text())
        .isEqualTo("'aXbXc' \"$v\" \\ x\n");
  }

  @Test
  void deepNestingIsRefusedAndNotAStackOverflow() {
    var word = "${a:-".repeat(10_000) + "}".repeat(10_000);
    assertThatThrownBy(() -> new Expander('\\').expand(word, VARIABLES))
        .isInstanceOf(DockerfileException.Unexpandable.class);
  }

  @Test
  void bytesSurviveTheWayThroughText() {
    byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC3, (byte) 0xA9, (byte) 0xE2, (byte) 0x82, 'b'};
    assertThat(SourceText.encode(SourceText.decode(bytes))).isEqualTo(bytes);
  }

  @Test
  void theReplacementCharacterIsText() {
    byte[] bytes = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD, 'a', (byte) 0xFF};
    assertThat(SourceText.decode(bytes)).isEqualTo("\uFFFDa\uDCFF");
    assertThat(SourceText.encode("\uFFFDa\uDCFF")).isEqualTo(bytes);
  }
}
