package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stages that need one another, far more of them than a stack has room for when each is reached
/// from the one above.
class ManyStagesTest {
  private static final int MANY = 1000;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    workshop.file("a.txt", "a");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void eachMayCopyFromTheOneBefore() throws Exception {
    var dockerfile = new StringBuilder("FROM scratch AS stage0\nCOPY a.txt /\n");
    for (int i = 1; i < MANY; i++) {
      dockerfile.append(
          "FROM scratch AS stage%d\nCOPY --from=stage%d /a.txt /\n".formatted(i, i - 1));
    }
    builtTwice(dockerfile.toString());
  }

  @Test
  void eachMayStandOnTheOneBefore() throws Exception {
    var dockerfile = new StringBuilder("FROM scratch AS stage0\nCOPY a.txt /\n");
    for (int i = 1; i < MANY; i++) {
      dockerfile.append("FROM stage%d AS stage%d\nLABEL n=%d\n".formatted(i - 1, i, i));
    }
    builtTwice(dockerfile.toString());
  }

  private void builtTwice(String dockerfile) throws Exception {
    var first = workshop.build(dockerfile);
    assertThat(workshop.build(dockerfile).config()).isEqualTo(first.config());
    assertThat(workshop.executed()).isEmpty();
    assertThat(workshop.explain(dockerfile, request -> request)).isNotNull();
  }
}
