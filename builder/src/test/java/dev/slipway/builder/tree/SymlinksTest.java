package dev.slipway.builder.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymlinksTest {
  private final MemoryTree tree =
      new MemoryTree()
          .directory("usr/lib", 0755)
          .symlink("lib", "usr/lib")
          .symlink("absolute", "/usr/lib")
          .symlink("usr/up", "../../../../usr")
          .symlink("usr/lib/dot", "./../lib")
          .symlink("chain", "usr/up/up/lib")
          .symlink("dangling", "no/where")
          .symlink("a", "b")
          .symlink("b", "a");

  @ParameterizedTest
  @CsvSource({
    "lib, /usr/lib", "lib/x, /usr/lib/x", "absolute/x/y, /usr/lib/x/y", "usr/up, /usr",
    "usr/lib/dot/x, /usr/lib/x", "chain, /usr/lib", "dangling/x, /no/where/x", "none/x, /none/x"
  })
  void followsEveryLink(String path, String reached) throws IOException {
    assertThat(Symlinks.of(tree).follow(TreePath.of(path))).hasToString(reached);
  }

  @ParameterizedTest
  @CsvSource({"lib, /lib", "lib/x, /usr/lib/x", "lib/dot, /usr/lib/dot", "usr/up/up, /usr/up"})
  void keepsTheLastName(String path, String reached) throws IOException {
    assertThat(Symlinks.of(tree).followParents(TreePath.of(path))).hasToString(reached);
  }

  @Test
  void givesUpInALoop() {
    assertThatThrownBy(() -> Symlinks.of(tree).follow(TreePath.of("a/x")))
        .isInstanceOf(FileSystemLoopException.class);
  }
}
