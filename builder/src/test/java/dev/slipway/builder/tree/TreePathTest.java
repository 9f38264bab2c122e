package dev.slipway.builder.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {
  @ParameterizedTest
  @CsvSource({
    "a, /a",
    "/a/b/, /a/b",
    "//a///b, /a/b",
    "./a/./b, /a/b",
    "a/../b, /b",
    "../a, /a",
    "a/b/../../.., /",
    "'', /",
    "/, /",
    "..a/b.., /..a/b..",
    "a/..b, /a/..b"
  })
  void isAlwaysClean(String raw, String clean) {
    assertThat(TreePath.of(raw)).hasToString(clean);
  }

  @Test
  void sortsADirectoryRightBeforeWhatItHolds() {
    assertThat(
            Stream.of("a-b", "a", "b", "a/c", "a/b/x", "a.b", "", "a/b").map(TreePath::of).sorted())
        .map(TreePath::toString)
        .containsExactly("/", "/a", "/a/b", "/a/b/x", "/a/c", "/a-b", "/a.b", "/b");
  }

  @Test
  void sortsBytesWithoutSign() {
    assertThat(TreePath.of(new byte[] {(byte) 0xff})).isGreaterThan(TreePath.of("z"));
  }

  @Test
  void knowsWhereItIs() {
    var path = TreePath.of("a/bc/d");

    assertThat(path.parent()).isEqualTo(TreePath.of("a/bc"));
    assertThat(path.name()).isEqualTo(Bytes.of("d"));
    assertThat(path.names()).containsExactly(Bytes.of("a"), Bytes.of("bc"), Bytes.of("d"));
    assertThat(path.startsWith(TreePath.of("a"))).isTrue();
    assertThat(path.startsWith(TreePath.of("a/b"))).isFalse();
    assertThat(path.startsWith(TreePath.ROOT)).isTrue();
    assertThat(path.relativeTo(TreePath.of("a"))).isEqualTo(TreePath.of("bc/d"));
    assertThat(TreePath.ROOT.parent()).isEqualTo(TreePath.ROOT);
    assertThat(TreePath.ROOT.names()).isEmpty();
    assertThat(TreePath.of("a").parent().isRoot()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/a", "a/"})
  void aChildHasANameAndNothingElse(String name) {
    assertThatThrownBy(() -> TreePath.ROOT.child(Bytes.of(name)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysBytesThatAreNotText() {
    assertThat(TreePath.of(new byte[] {'a', (byte) 0xfe})).hasToString("/a\\xfe");
  }
}
