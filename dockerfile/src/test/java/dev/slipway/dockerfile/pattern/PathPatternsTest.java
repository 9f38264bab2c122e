package dev.slipway.dockerfile.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternsTest {

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "foo          | foo          | true",
        "foo          | foo/bar/baz  | true",
        "foo          | a/foo        | false",
        "foo          | foobar       | false",
        "./foo/       | foo          | true",
        "a/../foo     | foo          | true",
        "*            | foo          | true",
        "*            | foo/bar      | true",
        "*.log        | a.log        | true",
        "*.log        | b/a.log      | false",
        "*/*.log      | b/a.log      | true",
        "?.log        | ab.log       | false",
        "**           | a/b/c        | true",
        "**/          | a            | true",
        "**/foo       | foo          | true",
        "**/foo       | a/b/foo      | true",
        "**/foo       | a/xfoo       | false",
        "**foo        | a/xfoo       | true",
        "**foo?       | xfoo1        | false",
        "**/foo?      | a/foo1       | true",
        "foo/**       | foo          | false",
        "foo/**       | foo/a        | true",
        "foo**        | foobar       | true",
        "a**b         | ab           | true",
        "a**b         | axb          | false",
        "a**b         | ax/b         | true",
        "a/**/b       | a/b          | true",
        "a/**/b       | a/x/y/b      | true",
        "a/**/b       | a/xb         | false",
        "**/*.txt     | x/y.txt      | true",
        "**/a/**      | x/a/z        | true",
        "**/a/**      | x/a          | false",
        "[a-c]x       | bx           | true",
        "[^a-c]x      | bx           | false",
        "[^a-c]x      | dx           | true",
        "[!a]x        | !x           | true",
        "[!a]x        | bx           | false",
        "a[[]0].txt   | a[0].txt     | true",
        "a\\*b        | a*b          | true",
        "a\\*b        | axb          | false",
        "a.b          | axb          | false",
        "(a.b)+${}     | (a.b)+${}     | true",
        "../a         | a            | false",
        ".            | a            | false",
        "/            | a            | false",
        "*/..         | a            | false",
        "/foo         | foo          | false",
        "é?           | éü           | true",
      })
  void matchAsBuildKitDoes(String pattern, String path, boolean excluded) {
    assertThat(PathPatterns.compile(List.of(pattern)).excludes(path)).isEqualTo(excluded);
  }

  @Test
  void takeBackWhatAnEarlierOneTook() {
    var patterns = PathPatterns.compile(List.of("*", "!docs", "docs/*.tmp", "!docs/keep.tmp"));
    assertThat(patterns.excludes("src")).isTrue();
    assertThat(patterns.excludes("docs")).isFalse();
    assertThat(patterns.excludes("docs/a.md")).isFalse();
    assertThat(patterns.excludes("docs/a.tmp")).isTrue();
    assertThat(patterns.excludes("docs/keep.tmp")).isFalse();
  }

  @Test
  void takeBackChildrenOnlyWhereTheFolderWasExcludedBefore() {
    assertThat(PathPatterns.compile(List.of("dir/*", "!dir")).excludes("dir/a")).isTrue();
    assertThat(PathPatterns.compile(List.of("dir", "dir/*", "!dir")).excludes("dir/a")).isFalse();
  }

  @Test
  void tellWhetherAnExcludedFolderMustBeWalked() {
    var patterns = PathPatterns.compile(List.of("*", "!docs/*/keep", "!src/main.c", "!**/x"));
    assertThat(patterns.mayReinclude("docs")).isTrue();
    var narrow = PathPatterns.compile(List.of("*", "!docs/*/keep", "!src/main.c"));
    assertThat(narrow.mayReinclude("docs")).isTrue();
    assertThat(narrow.mayReinclude("docs/a")).isTrue();
    assertThat(narrow.mayReinclude("docs/a/keep")).isFalse();
    assertThat(narrow.mayReinclude("src")).isTrue();
    assertThat(narrow.mayReinclude("src/main.c")).isFalse();
    assertThat(narrow.mayReinclude("node_modules")).isFalse();
  }

  @Test
  void matchNamesThatAreNotText() {
    byte[] name = {'a', (byte) 0xFF, 'b'};
    assertThat(PathPatterns.compile(List.of("a?b")).excludes(name)).isTrue();
    assertThat(PathPatterns.compile(List.of("a??b")).excludes(name)).isFalse();
    assertThat(Glob.compile("a*b").matches(name)).isTrue();
  }

  @Test
  void areFastWhateverThePattern() {
    var pattern = "*a".repeat(30) + "**/".repeat(20) + "b";
    assertThat(PathPatterns.compile(List.of(pattern)).excludes("a".repeat(20_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", "[", "[]", "a[b", "[a-", "[a-]", "[-a]", "[\\"})
  void areRefusedWhenMalformed(String pattern) {
    assertThatThrownBy(() -> PathPatterns.compile(List.of(pattern)))
        .isInstanceOf(DockerfileException.BadPattern.class)
        .hasMessageContaining("syntax error in pattern");
    assertThatThrownBy(() -> Glob.compile(pattern))
        .isInstanceOf(DockerfileException.BadPattern.class);
  }

  @Test
  void comeFromAnIgnoreFile() {
    var text = "\uFEFF# comment\n\n  /a/b/ \r\n! ./c\n #not a comment\n/\n";
    var file = IgnoreFile.parse(Source.of(".dockerignore", text.getBytes(StandardCharsets.UTF_8)));
    assertThat(file.lines())
        .extracting(Object::toString)
        .containsExactly("a/b", "!c", "#not a comment", "/");
    assertThat(file.lines().getFirst().span().firstLine()).isEqualTo(3);
    assertThat(file.patterns().excludes("a/b/c")).isTrue();
  }

  @Test
  void areRefusedWithTheirLine() {
    assertThatThrownBy(() -> IgnoreFile.parse(Source.of(".dockerignore", "a\n!\n")))
        .hasMessage(".dockerignore:2:1: pattern \"!\": illegal exclusion pattern: \"!\"");
  }

  @ParameterizedTest
  @CsvSource({"a*,true", "a\\*,false", "a\\*?,true", "[a],true", "a,false"})
  void knowWildcards(String path, boolean wildcard) {
    assertThat(Glob.hasWildcard(path)).isEqualTo(wildcard);
  }
}
