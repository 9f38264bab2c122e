package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  // A second opinion on what is JSON.
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String SAMPLE =
      """
      {"schemaVersion": 2, "size": -9007199254740993, "big": 123456789012345678901234567890,
       "fraction": 1.50e+3, "none": null, "yes": true, "no": false, "empty": {}, "list": [],
       "text": "a\\"b\\\\c\\/d\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é😀", "nested": [[1, {"a": [0]}], -0]}
      """;

  private static JsonNode read(String text) {
    return Json.read("the document", text);
  }

  @Test
  void readsAllKindsOfValues() throws JsonProcessingException {
    assertThat(read(SAMPLE).toString()).isEqualTo(JACKSON.readTree(SAMPLE).toString());
    assertThat(read(" 7 ").longValue()).isEqualTo(7);
    assertThat(read("9223372036854775807").longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(read("9223372036854775808").isBigInteger()).isTrue();
  }

  @Test
  void writesWhatItReads() {
    var written = Json.writeText(read(SAMPLE));
    assertThat(read(written)).isEqualTo(read(SAMPLE));
    assertThat(written).doesNotContain("\n").contains("\"text\":\"a\\\"b\\\\c/d\\b\\f\\n\\r\\té😀");
    assertThat(Json.writeText(read("\"\\u001f\""))).isEqualTo("\"\\u001F\"");
    assertThat(Json.writeText(read("[ ]"))).isEqualTo("[]");
    assertThat(Json.writeText(read("{ }"))).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1 \"b\":2}|'\"' came where ',' or '}' was expected (line 1, column 8)",
        "{\"a\":1,}|'}' came where a name in double quotes was expected (line 1, column 8)",
        "{\"a\":1,\"a\":2}|the name 'a' occurs twice in one object (line 1, column 8)",
        "[1,2|it ends where ',' or ']' was expected (line 1, column 5)",
        "[1,]|']' came where a value was expected (line 1, column 4)",
        "\"abc|it ends where the end of a string was expected (line 1, column 5)",
        "\"\\x\"|'x' came where an escape sequence was expected (line 1, column 3)",
        "\"\\ud800\"|a string has half of a surrogate pair (line 1, column 9)",
        "\"\\u12g4\"|'g' came where four hexadecimal digits was expected (line 1, column 6)",
        "01|the document goes on after the end of the JSON document",
        "-|it ends where a digit was expected (line 1, column 2)",
        "1.|it ends where a digit was expected (line 1, column 3)",
        "1e99999999999|a number has too large an exponent (line 1, column 1)",
        "nul|'n' came where a value was expected (line 1, column 1)",
        "<html>|'<' came where a value was expected (line 1, column 1)",
        "{} {}|the document goes on after the end of the JSON document",
      })
  void refusesWhatIsNotJson(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ImageException.Malformed.class)
        .message()
        .startsWith("the document ")
        .endsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n"})
  void saysThatADocumentIsEmpty(String text) {
    assertThatThrownBy(() -> read(text))
        .hasMessage("the document is empty; a JSON document was expected");
  }

  @Test
  void refusesWhatCouldExhaustTheMachine() {
    int tooDeep = Json.MAX_DEPTH + 2;
    assertThatThrownBy(() -> read("[".repeat(tooDeep) + "]".repeat(tooDeep)))
        .hasMessageContaining("nested deeper than 100 levels");
    assertThatThrownBy(() -> read("1".repeat(1001)))
        .hasMessageContaining("a number has more than 1000 characters");
    assertThatThrownBy(() -> Json.read("it", new byte[Json.MAX_BYTES + 1]))
        .hasMessageContaining("at most 8388608 are read");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> Json.read("it", new byte[] {'"', (byte) 0xff, '"'}))
        .hasMessage("it is not UTF-8, so it is not JSON");
  }

  @Test
  void agreesWithJacksonOnWhatIsJson() {
    var random = new Random(20_261_123);
    var alphabet = "{}[]\",:\\u0019aeEtrufalsn.-+ \n\u0001é";
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(SAMPLE.strip());
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int where = random.nextInt(text.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(where, c);
          case 1 -> text.insert(where, c);
          default -> text.deleteCharAt(where);
        }
      }
      var expected = byJackson(text.toString());
      var actual = bySlipway(text.toString());
      assertThat(actual).as(text.toString()).isEqualTo(expected);
      accepted += actual.equals("refused") ? 0 : 1;
    }
    assertThat(accepted).isBetween(1000, 19_000);
  }

  private static String byJackson(String text) {
    try {
      var tree = JACKSON.readTree(text).toString();
      // It lets halves of surrogate pairs pass, which then cannot be written as UTF-8.
      return StandardCharsets.UTF_8.newEncoder().canEncode(tree) ? tree : "refused";
    } catch (JsonProcessingException | NumberFormatException e) {
      return "refused";
    }
  }

  private static String bySlipway(String text) {
    try {
      return read(text).toString();
    } catch (ImageException.Malformed e) {
      return "refused";
    }
  }
}
