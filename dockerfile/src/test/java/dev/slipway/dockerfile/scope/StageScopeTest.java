package dev.slipway.dockerfile.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Word;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageScopeTest {
  private static final Dockerfile FILE =
      Dockerfile.parse("Dockerfile", "ARG VERSION=7\nFROM scratch\nARG VERSION\nARG OTHER\n");
  private static final GlobalScope GLOBALS = GlobalScope.of(FILE, Map.of(), Map.of());

  private final StageScope scope = new StageScope(GLOBALS, Map.of("A", "1", "VERSION", "0"));

  @Test
  void whatACommandSeesStaysAsItWas() {
    var before = scope.seen();
    scope.set("A", "2");
    declare();

    assertThat(before.values()).containsOnly(entry("A", "1"), entry("VERSION", "0"));
    assertThat(before.arguments()).isEmpty();
    assertThat(scope.seen().values()).containsExactly(entry("A", "2"), entry("VERSION", "7"));
    assertThat(scope.seen().arguments()).containsExactly("VERSION", "OTHER");
  }

  @Test
  void theLastWrittenStandsLast() {
    declare();
    scope.set("A", "2");

    assertThat(scope.seen().values()).containsExactly(entry("VERSION", "7"), entry("A", "2"));
  }

  @Test
  void aChildHasTheArgumentsButWhatEnvSetCounts() {
    declare();
    var child = scope.child();

    assertThat(child.find("VERSION")).contains("0");
    assertThat(child.arguments()).containsExactly("VERSION", "OTHER");
    child.set("A", "3");
    assertThat(scope.find("A")).contains("1");
  }

  @Test
  void whatIsSeenHidesWhatLiesBelow() {
    var below = new LinkedHashMap<String, String>();
    below.put("A", "below");
    below.put("B", "below");
    declare();

    assertThat(scope.seen().over(below).values())
        .containsExactly(entry("A", "1"), entry("B", "below"), entry("VERSION", "7"));
    assertThat(scope.seen()).hasToString("[A, VERSION]");
  }

  private void declare() {
    for (var instruction : FILE.lastStage().instructions()) {
      if (instruction instanceof Instruction.Arg arg) {
        arg.declarations().forEach(declaration -> scope.declare(declaration, Word::text));
      }
    }
  }
}
